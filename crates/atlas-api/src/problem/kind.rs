//! The kinds of failure: how each is called, what it says, what a client can do about it.

use atlas_model::Lang;
use axum::http::StatusCode;

/// The kinds of failure. Each has a stable URI under `/docs/problems`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// Parameters that cannot be understood.
    InvalidRequest,
    /// No such path or record.
    NotFound,
    /// The path does not have this method.
    MethodNotAllowed,
    /// No representation that the client accepts.
    NotAcceptable,
    /// The request body is too large.
    ContentTooLarge,
    /// Path and query are too long.
    UriTooLong,
    /// The request's headers are too large.
    HeadersTooLarge,
    /// The answer took too long to make.
    TooSlow,
    /// The replica has not reached the revision that the client must see.
    RevisionNotReached,
    /// What was asked for needs the store, which cannot be reached or is busy.
    StoreUnavailable,
    /// Something failed inside.
    Internal,
}

impl ProblemKind {
    /// Every kind, by status.
    pub(crate) const ALL: [Self; 11] = [
        Self::InvalidRequest,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::ContentTooLarge,
        Self::UriTooLong,
        Self::HeadersTooLarge,
        Self::Internal,
        Self::TooSlow,
        Self::RevisionNotReached,
        Self::StoreUnavailable,
    ];

    /// The name in the problem's `type`.
    #[must_use]
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid-request",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotAcceptable => "not-acceptable",
            Self::ContentTooLarge => "content-too-large",
            Self::UriTooLong => "uri-too-long",
            Self::HeadersTooLarge => "headers-too-large",
            Self::TooSlow => "too-slow",
            Self::RevisionNotReached => "revision-not-reached",
            Self::StoreUnavailable => "store-unavailable",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::ContentTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooSlow | Self::RevisionNotReached | Self::StoreUnavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// After how many seconds it pays to try again, where it does.
    #[must_use]
    pub(crate) const fn retry_after(self) -> Option<&'static str> {
        match self {
            Self::RevisionNotReached => Some("1"),
            Self::TooSlow | Self::StoreUnavailable => Some("5"),
            _ => None,
        }
    }

    /// The kind that stands for a status that another layer gave.
    #[must_use]
    pub(crate) fn of(status: StatusCode) -> Self {
        let same = Self::ALL.into_iter().find(|kind| kind.status() == status);
        same.unwrap_or(if status.is_client_error() { Self::InvalidRequest } else { Self::Internal })
    }

    /// A short summary that does not change from case to case.
    #[must_use]
    pub(crate) const fn title(self, lang: Lang) -> &'static str {
        let titles = match self {
            Self::InvalidRequest => ["Demande non valable", "Invalid request", "请求无效"],
            Self::NotFound => ["Introuvable", "Not found", "未找到"],
            Self::MethodNotAllowed => {
                ["Méthode non permise ici", "Method not allowed here", "此处不允许该方法"]
            }
            Self::NotAcceptable => ["Aucun format accepté", "No acceptable format", "没有可接受的格式"],
            Self::ContentTooLarge => {
                ["Corps de demande trop grand", "Request body too large", "请求正文过大"]
            }
            Self::UriTooLong => ["Adresse trop longue", "Address too long", "网址过长"],
            Self::HeadersTooLarge => ["En-têtes trop grands", "Headers too large", "请求头过大"],
            Self::TooSlow => ["Réponse trop longue à établir", "The answer took too long", "应答超时"],
            Self::RevisionNotReached => {
                ["Révision pas encore atteinte", "Revision not reached yet", "尚未达到该修订版本"]
            }
            Self::StoreUnavailable => {
                ["Base de données indisponible", "Database unavailable", "数据库暂不可用"]
            }
            Self::Internal => ["Erreur interne", "Internal error", "内部错误"],
        };
        titles[lang.index()]
    }

    /// What a client can do about it.
    #[must_use]
    pub(crate) const fn advice(self, lang: Lang) -> &'static str {
        let advice = match self {
            Self::InvalidRequest => [
                "Corrigez les paramètres cités dans « faults » : chacun donne sa place et les valeurs valables les plus proches.",
                "Correct the parameters listed in \"faults\": each gives its place and the nearest valid values.",
                "请更正 faults 中列出的参数：每项都注明位置和最接近的有效值。",
            ],
            Self::NotFound => [
                "Rien à cette adresse. « faults » propose les adresses ou identifiants les plus proches.",
                "Nothing is at this address. \"faults\" offers the nearest addresses or identifiers.",
                "此地址无内容。faults 中给出最接近的地址或标识。",
            ],
            Self::MethodNotAllowed => [
                "L'en-tête Allow donne les méthodes permises.",
                "The Allow header gives the methods that are allowed.",
                "Allow 响应头列出允许的方法。",
            ],
            Self::NotAcceptable => [
                "Demandez l'un des formats proposés, par Accept ou par le paramètre f.",
                "Ask for one of the formats offered, by Accept or by the parameter f.",
                "请通过 Accept 或参数 f 请求所提供的格式之一。",
            ],
            Self::ContentTooLarge | Self::UriTooLong | Self::HeadersTooLarge => {
                ["Envoyez une demande plus courte.", "Send a shorter request.", "请缩短请求。"]
            }
            Self::TooSlow => [
                "Recommencez plus tard, ou demandez moins à la fois.",
                "Try again later, or ask for less at a time.",
                "请稍后再试，或减少单次请求量。",
            ],
            Self::RevisionNotReached => [
                "Cette réplique n'a pas encore la révision demandée par Atlas-Min-Revision ; recommencez dans un instant.",
                "This replica does not have the revision yet that Atlas-Min-Revision asks for; try again in a moment.",
                "此副本尚未达到 Atlas-Min-Revision 所要求的修订版本，请稍后再试。",
            ],
            Self::StoreUnavailable => [
                "Les lectures continuent ; recommencez plus tard ce qui demande la base de données.",
                "Reads go on; try again later what needs the database.",
                "读取仍可进行；需要数据库的操作请稍后再试。",
            ],
            Self::Internal => [
                "L'incident est consigné sous le numéro x-request-id.",
                "The incident is logged under its x-request-id.",
                "该故障已按 x-request-id 记录。",
            ],
        };
        advice[lang.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_status_becomes_the_nearest_kind() {
        assert_eq!(ProblemKind::of(StatusCode::URI_TOO_LONG), ProblemKind::UriTooLong);
        assert_eq!(ProblemKind::of(StatusCode::IM_A_TEAPOT), ProblemKind::InvalidRequest);
        assert_eq!(ProblemKind::of(StatusCode::BAD_GATEWAY), ProblemKind::Internal);
    }

    #[test]
    fn whoever_is_sent_away_for_now_is_told_when_to_come_again() {
        for kind in ProblemKind::ALL {
            let is_for_now = kind.status() == StatusCode::SERVICE_UNAVAILABLE;
            assert_eq!(kind.retry_after().is_some(), is_for_now, "{kind:?}");
        }
    }
}
