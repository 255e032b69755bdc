//! Typed identifiers: the names that users write in their tables, kept apart by what they name.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! define_id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier as the user wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: AsRef<str>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(Arc::from(text.as_ref()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )*};
}

define_id! {
    /// A company: one physical establishment.
    CompanyId
    /// A flow: what a company takes in or gives out of one material.
    FlowId
    /// A material of the catalogue or of the dataset.
    MaterialId
    /// A process that turns one material into others.
    ProcessId
    /// A facility: a place that runs processes, or a hub.
    FacilityId
    /// A vehicle class.
    VehicleId
    /// A stream: the materials that one collection programme takes together.
    StreamId
    /// A period of the year.
    PeriodId
    /// Any place that distances name: a company or a facility.
    PlaceId
}

impl From<&CompanyId> for PlaceId {
    fn from(id: &CompanyId) -> Self {
        Self(id.0.clone())
    }
}

impl From<&FacilityId> for PlaceId {
    fn from(id: &FacilityId) -> Self {
        Self(id.0.clone())
    }
}
