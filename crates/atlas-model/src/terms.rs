//! Controlled vocabularies: closed lists of terms with one spelling and three labels each.

/// A text that is not a term of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{value}\" is not one of: {}", expected.join(", "))]
pub struct TermError {
    /// What was given.
    pub value: String,
    /// Every term of the vocabulary.
    pub expected: Vec<&'static str>,
}

/// Declares a closed vocabulary: the enum, its spellings, its labels and its serde form.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:tt, $fr:literal, $en:literal, $zh:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        pub enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $text)] $variant, )+
        }

        impl $name {
            /// Every term, in the order in which people expect to read them.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];

            /// The spelling in data, URLs and JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $text, )+ }
            }

            /// The name shown to people.
            #[must_use]
            pub const fn label(self, lang: $crate::Lang) -> &'static str {
                match (self, lang) {
                    $(
                        (Self::$variant, $crate::Lang::Fr) => $fr,
                        (Self::$variant, $crate::Lang::En) => $en,
                        (Self::$variant, $crate::Lang::Zh) => $zh,
                    )+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::TermError;

            fn from_str(text: &str) -> Result<Self, $crate::TermError> {
                Self::ALL.iter().copied().find(|term| term.as_str() == text).ok_or_else(|| {
                    $crate::TermError {
                        value: text.to_owned(),
                        expected: Self::ALL.iter().map(|term| term.as_str()).collect(),
                    }
                })
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// Where a partnership, a project or a resource stands.
    ///
    /// `active` rests on dated evidence, `presumed_active` means that it exists but nothing recent
    /// was seen. Projects that reached their end are `ended` too.
    Status {
        /// Agreed or announced, not yet begun.
        Planned = "planned", "prévu", "planned", "计划中";
        /// Running, with dated evidence.
        Active = "active", "actif", "active", "进行中";
        /// Thought to be running; no dated evidence within two years.
        PresumedActive = "presumed_active", "présumé actif", "presumed active", "推定进行中";
        /// Interrupted, may resume.
        Suspended = "suspended", "suspendu", "suspended", "暂停";
        /// Completed or terminated.
        Ended = "ended", "terminé", "ended", "已结束";
        /// Given up before it began.
        Cancelled = "cancelled", "abandonné", "cancelled", "已取消";
        /// Attested, but its state is not known.
        Unknown = "unknown", "inconnu", "unknown", "未知";
    }
}

impl Status {
    /// Whether people mean this when they say "active": running, or thought to be.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Active | Self::PresumedActive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_round_trip() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse::<Status>().as_ref(), Ok(status));
        }
    }

    #[test]
    fn an_unknown_spelling_lists_the_vocabulary() {
        let error = "actif".parse::<Status>().unwrap_err();
        assert!(error.expected.contains(&"active"));
    }
}
