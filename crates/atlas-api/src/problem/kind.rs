//! The kinds of failure: how each is called, what it says, what a client can do about it.

use atlas_model::Lang;
use axum::http::StatusCode;

/// The kinds of failure. Each has a stable URI under `/docs/problems`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// Parameters that cannot be understood.
    InvalidRequest,
    /// No credentials, or credentials that are not valid.
    Unauthorized,
    /// The caller may not do this.
    Forbidden,
    /// No such path or record.
    NotFound,
    /// The path does not have this method.
    MethodNotAllowed,
    /// A body of another media type than the method takes.
    UnsupportedMediaType,
    /// A record that breaks rules.
    InvalidRecord,
    /// A write that does not say which revision its author has read.
    PreconditionRequired,
    /// A write to a record that was changed since its author read it.
    Stale,
    /// A key that was used for another request.
    KeyReused,
    /// A file that cannot be read, or must not be.
    FileRefused,
    /// A sheet for a campaign that is over.
    CampaignClosed,
    /// A change to a change set, or to a row of one, that was withdrawn or decided.
    Settled,
    /// No representation that the client accepts.
    NotAcceptable,
    /// The request body is too large.
    ContentTooLarge,
    /// Path and query are too long.
    UriTooLong,
    /// The request's headers are too large.
    HeadersTooLarge,
    /// The client asks too often.
    TooManyRequests,
    /// The answer took too long to make.
    TooSlow,
    /// As many clients listen to the feed as may.
    TooManyListeners,
    /// The replica has not reached the revision that the client must see.
    RevisionNotReached,
    /// What was asked for needs the store, which cannot be reached or is busy.
    StoreUnavailable,
    /// The issuer of a token is needed to judge it, and cannot be asked.
    IssuerUnavailable,
    /// Something failed inside.
    Internal,
}

impl ProblemKind {
    /// Every kind, by status.
    pub(crate) const ALL: [Self; 24] = [
        Self::InvalidRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::ContentTooLarge,
        Self::UriTooLong,
        Self::TooManyRequests,
        Self::HeadersTooLarge,
        Self::CampaignClosed,
        Self::Settled,
        Self::Stale,
        Self::UnsupportedMediaType,
        Self::InvalidRecord,
        Self::KeyReused,
        Self::FileRefused,
        Self::PreconditionRequired,
        Self::Internal,
        Self::TooSlow,
        Self::RevisionNotReached,
        Self::TooManyListeners,
        Self::StoreUnavailable,
        Self::IssuerUnavailable,
    ];

    /// The name in the problem's `type`.
    #[must_use]
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid-request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::InvalidRecord => "invalid-record",
            Self::PreconditionRequired => "precondition-required",
            Self::Stale => "stale",
            Self::KeyReused => "key-reused",
            Self::FileRefused => "file-refused",
            Self::CampaignClosed => "campaign-closed",
            Self::Settled => "settled",
            Self::NotAcceptable => "not-acceptable",
            Self::ContentTooLarge => "content-too-large",
            Self::UriTooLong => "uri-too-long",
            Self::HeadersTooLarge => "headers-too-large",
            Self::TooManyRequests => "too-many-requests",
            Self::TooSlow => "too-slow",
            Self::RevisionNotReached => "revision-not-reached",
            Self::TooManyListeners => "too-many-listeners",
            Self::StoreUnavailable => "store-unavailable",
            Self::IssuerUnavailable => "issuer-unavailable",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InvalidRecord | Self::KeyReused | Self::FileRefused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::CampaignClosed | Self::Settled => StatusCode::CONFLICT,
            Self::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::ContentTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooSlow
            | Self::RevisionNotReached
            | Self::TooManyListeners
            | Self::StoreUnavailable
            | Self::IssuerUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// After how many seconds it pays to try again, where it does.
    #[must_use]
    pub(crate) const fn retry_after(self) -> Option<&'static str> {
        match self {
            Self::RevisionNotReached | Self::TooManyRequests => Some("1"),
            Self::TooSlow | Self::TooManyListeners | Self::StoreUnavailable => Some("5"),
            Self::IssuerUnavailable => Some("10"),
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
            Self::Unauthorized => ["Identification requise", "Credentials required", "需要身份凭证"],
            Self::Forbidden => ["Non autorisé", "Not allowed", "无权限"],
            Self::NotFound => ["Introuvable", "Not found", "未找到"],
            Self::MethodNotAllowed => {
                ["Méthode non permise ici", "Method not allowed here", "此处不允许该方法"]
            }
            Self::UnsupportedMediaType => {
                ["Type de contenu non pris en charge", "Unsupported media type", "不支持的内容类型"]
            }
            Self::InvalidRecord => ["Fiche non valable", "Invalid record", "记录无效"],
            Self::PreconditionRequired => {
                ["Révision lue à indiquer", "Say which revision you have read", "须注明所读版本"]
            }
            Self::Stale => ["Modifié entre-temps", "Changed meanwhile", "期间已被修改"],
            Self::FileRefused => ["Fichier refusé", "File refused", "文件被拒绝"],
            Self::CampaignClosed => ["Campagne close", "Campaign closed", "调查已结束"],
            Self::Settled => ["Déjà traité", "Settled already", "已处理"],
            Self::KeyReused => ["Clé déjà employée", "Key used already", "键已被使用"],
            Self::NotAcceptable => ["Aucun format accepté", "No acceptable format", "没有可接受的格式"],
            Self::ContentTooLarge => {
                ["Corps de demande trop grand", "Request body too large", "请求正文过大"]
            }
            Self::UriTooLong => ["Adresse trop longue", "Address too long", "网址过长"],
            Self::HeadersTooLarge => ["En-têtes trop grands", "Headers too large", "请求头过大"],
            Self::TooManyRequests => ["Demandes trop fréquentes", "Too many requests", "请求过于频繁"],
            Self::TooSlow => ["Réponse trop longue à établir", "The answer took too long", "应答超时"],
            Self::RevisionNotReached => {
                ["Révision pas encore atteinte", "Revision not reached yet", "尚未达到该修订版本"]
            }
            Self::TooManyListeners => ["Trop d'abonnés au flux", "Too many listeners", "订阅者过多"],
            Self::StoreUnavailable => {
                ["Base de données indisponible", "Database unavailable", "数据库暂不可用"]
            }
            Self::IssuerUnavailable => {
                ["Fournisseur d'identité injoignable", "Identity provider unreachable", "无法连接身份提供方"]
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
            Self::Unauthorized => [
                "Présentez une clé ou un jeton valable : Authorization: Bearer …",
                "Show a valid key or token: Authorization: Bearer …",
                "请提供有效的密钥或令牌：Authorization: Bearer …",
            ],
            Self::Forbidden => [
                "Ceci n'est pas dans les droits de cette clé ou de ce jeton.",
                "This is not within the rights of this key or token.",
                "此密钥或令牌无权进行该操作。",
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
            Self::UnsupportedMediaType => [
                "Envoyez l'un des types de contenu proposés, par Content-Type.",
                "Send one of the media types offered, by Content-Type.",
                "请通过 Content-Type 发送所列内容类型之一。",
            ],
            Self::InvalidRecord => [
                "Rien n'a été écrit. Corrigez les champs cités dans « faults », par leur pointeur JSON.",
                "Nothing was written. Correct the fields listed in \"faults\" by their JSON pointers.",
                "未写入任何内容。请按 JSON 指针更正 faults 中列出的字段。",
            ],
            Self::PreconditionRequired => [
                "Lisez la fiche, puis renvoyez son ETag dans If-Match ; pour créer une fiche, envoyez If-None-Match: *.",
                "Read the record, then send its ETag back in If-Match; to create a record, send If-None-Match: *.",
                "请先读取记录，并在 If-Match 中发回其 ETag；新建记录请发送 If-None-Match: *。",
            ],
            Self::Stale => [
                "Rien n'a été écrit : la fiche a changé depuis votre lecture. « stale » donne l'état lu, l'état actuel et votre proposition ; comparez, puis recommencez sur l'état actuel.",
                "Nothing was written: the record changed since you read it. \"stale\" gives what you read, what stands now and what you propose; compare, then try again on what stands now.",
                "未写入任何内容：您读取后该记录已被修改。stale 给出您所读、当前及您所提议的内容；请比较后在当前版本上重试。",
            ],
            Self::FileRefused => [
                "Rien n'a été gardé. « faults » dit pourquoi, avec la feuille et la cellule ; corrigez le fichier et renvoyez-le.",
                "Nothing was kept. \"faults\" says why, with sheet and cell; correct the file and send it again.",
                "未保存任何内容。faults 注明原因及工作表和单元格；请更正文件后重新发送。",
            ],
            Self::CampaignClosed => [
                "Cette campagne ne reçoit plus de contributions ; la DAECT peut la rouvrir.",
                "This campaign takes no more contributions; the ministry can open it again.",
                "该调查不再接收填报；主管部门可重新开放。",
            ],
            Self::Settled => [
                "Rien n'a été écrit : ce lot, ou l'une de ses lignes, est déjà retiré ou traité. Relisez-le.",
                "Nothing was written: the change set, or one of its rows, is withdrawn or decided already. Read it again.",
                "未写入任何内容：该批次或其中某行已撤回或已处理，请重新读取。",
            ],
            Self::KeyReused => [
                "Rien n'a été écrit : cette Idempotency-Key appartient à une autre demande. Choisissez-en une nouvelle.",
                "Nothing was written: this Idempotency-Key belongs to another request. Make up a new one.",
                "未写入任何内容：该 Idempotency-Key 属于另一请求，请使用新的键。",
            ],
            Self::NotAcceptable => [
                "Demandez l'un des formats proposés, par Accept ou par le paramètre f.",
                "Ask for one of the formats offered, by Accept or by the parameter f.",
                "请通过 Accept 或参数 f 请求所提供的格式之一。",
            ],
            Self::ContentTooLarge | Self::UriTooLong | Self::HeadersTooLarge => {
                ["Envoyez une demande plus courte.", "Send a shorter request.", "请缩短请求。"]
            }
            Self::TooManyRequests => [
                "Recommencez après le délai que donne l'en-tête Retry-After.",
                "Try again after the time that the Retry-After header gives.",
                "请在 Retry-After 响应头给出的时间之后再试。",
            ],
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
            Self::TooManyListeners => [
                "Recommencez plus tard, ou lisez le flux page par page avec « since ».",
                "Try again later, or read the feed page by page with \"since\".",
                "请稍后再试，或用 since 分页读取变更。",
            ],
            Self::StoreUnavailable => [
                "Les lectures continuent ; recommencez plus tard ce qui demande la base de données.",
                "Reads go on; try again later what needs the database.",
                "读取仍可进行；需要数据库的操作请稍后再试。",
            ],
            Self::IssuerUnavailable => [
                "Ce jeton ne peut pas être vérifié pour le moment ; recommencez un peu plus tard.",
                "This token cannot be checked at the moment; try again a little later.",
                "目前无法验证此令牌，请稍后再试。",
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
            let is_for_now =
                [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS].contains(&kind.status());
            assert_eq!(kind.retry_after().is_some(), is_for_now, "{kind:?}");
        }
    }
}
