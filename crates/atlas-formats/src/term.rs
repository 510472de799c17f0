//! One way to look at every controlled vocabulary of the model: its spellings and its labels.

use atlas_model::{
    ActorKind, ActorRole, CampaignState, Confidence, EventKind, Lang, PartnershipKind, ProvenanceKind,
    ResourceKind, Sharing, Status, TerritoryLevel,
};

/// A term of a controlled vocabulary.
pub(crate) trait Term: Copy + 'static {
    /// Every term of the vocabulary.
    fn terms() -> &'static [Self];

    /// The spelling in data.
    fn spelling(self) -> &'static str;

    /// The name shown to people.
    fn label_in(self, lang: Lang) -> &'static str;
}

/// Lets the vocabularies of the model be used as [`Term`]s.
macro_rules! terms {
    ($($name:ident),+ $(,)?) => {
        $(
            impl Term for $name {
                fn terms() -> &'static [Self] {
                    Self::ALL
                }

                fn spelling(self) -> &'static str {
                    self.as_str()
                }

                fn label_in(self, lang: Lang) -> &'static str {
                    self.label(lang)
                }
            }
        )+
    };
}
terms!(
    ActorKind,
    ActorRole,
    CampaignState,
    Confidence,
    EventKind,
    PartnershipKind,
    ProvenanceKind,
    ResourceKind,
    Sharing,
    Status,
    TerritoryLevel,
);
