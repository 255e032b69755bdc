//! `boucle catalogue`.

use crate::cli::tongue::Tongue;
use crate::cli::{Status, output};
use crate::pipeline;

/// Shows what the embedded catalogue knows of materials, processes and factors, each with its source
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle catalogue soude --language fr
  boucle catalogue 170504
  boucle catalogue --factors pickup")]
pub struct Args {
    /// A name, an id, a waste code or a class, of a material or process; an overview when left out
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Only factors: those whose id or source holds the text, or all of them
    #[arg(long)]
    factors: bool,
    /// Language of the cards
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: Tongue,
}

impl Args {
    pub fn run(self) -> Status {
        let text = self.text.join(" ");
        let language = self.language.into();
        output::data(&if self.factors {
            pipeline::factors(&text, language)
        } else {
            pipeline::catalogue(&text, language)
        })
    }
}
