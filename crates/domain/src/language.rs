//! Languages, as far as search must tell them apart.

use serde::{Deserialize, Serialize};

macro_rules! languages {
    ($($name:ident $code:literal),* $(,)?) => {
        /// A language by its ISO 639-1 code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Language {
            $(
                #[doc = concat!("`", $code, "`.")]
                #[serde(rename = $code)]
                $name,
            )*
        }

        impl Language {
            /// Every language, in the order of their codes here.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the ISO 639-1 code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Returns the language of an ISO 639-1 code, or `None` when search treats it like any other.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    };
}

languages! {
    Arabic "ar", Danish "da", German "de", Greek "el", English "en", Spanish "es", Finnish "fi", French "fr",
    Hungarian "hu", Italian "it", Japanese "ja", Korean "ko", Dutch "nl", Norwegian "no", Portuguese "pt",
    Romanian "ro", Russian "ru", Swedish "sv", Tamil "ta", Thai "th", Turkish "tr", Chinese "zh",
}
