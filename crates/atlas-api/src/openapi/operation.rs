//! One operation: registering it at the router is what documents it.

use atlas_query::Parameter as Filter;
use axum::handler::Handler;
use axum::routing::{MethodFilter, get, on};
use utoipa::openapi::path::{OperationBuilder, Parameter, PathItem, Paths};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{
    Content, ContentBuilder, Header, HeaderBuilder, HttpMethod, KnownFormat, Ref, RefOr, Required, Response,
    ResponseBuilder, ResponsesBuilder, SchemaFormat,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::BEARER;
use super::parameter::{
    Limits, filter_parameter, free_parameter, header_parameter, look_parameter, min_revision_parameter,
    path_parameter,
};
use crate::ask::{FreeParameter, LANG, LookParameter};
use crate::problem::ProblemBody;
use crate::state::Atlas;

/// An operation under construction.
pub(crate) struct Operation {
    path: String,
    operation: OperationBuilder,
    parameters: Vec<Parameter>,
    answers: Vec<(&'static str, Content)>,
    is_of_records: bool,
    links: Option<&'static str>,
    schemas: Vec<(String, RefOr<Schema>)>,
    body: Option<RequestBody>,
    /// What it answers where the write is done and not yet published.
    later: Option<(&'static str, &'static str)>,
}

impl Operation {
    /// An operation at a path, named as its handler. The summary is one sentence without a full stop.
    pub(crate) fn new(
        path: impl Into<String>,
        id: impl Into<String>,
        tag: &str,
        summary: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            operation: OperationBuilder::new()
                .operation_id(Some(id.into()))
                .tag(tag)
                .summary(Some(summary.into())),
            parameters: Vec::new(),
            answers: Vec::new(),
            is_of_records: false,
            links: None,
            schemas: Vec::new(),
            body: None,
            later: None,
        }
    }

    /// More words, in Markdown.
    pub(crate) fn describe(mut self, text: impl Into<String>) -> Self {
        self.operation = self.operation.description(Some(text.into()));
        self
    }

    /// Only for callers with a key or a token.
    pub(crate) fn secured(mut self) -> Self {
        let bearer = SecurityRequirement::new(BEARER, Vec::<String>::new());
        self.operation = self.operation.security(bearer);
        self
    }

    /// The identifier in the path.
    pub(crate) fn identified(mut self, doc: &str) -> Self {
        self.parameters.push(path_parameter("id", Type::String, doc));
        self
    }

    /// The number in the path.
    pub(crate) fn numbered(mut self, doc: &str) -> Self {
        self.parameters.push(path_parameter("number", Type::Integer, doc));
        self
    }

    /// Filters, order and pages.
    pub(crate) fn filters(mut self, filters: &[Filter], limits: Limits) -> Self {
        self.parameters.extend(filters.iter().map(|filter| filter_parameter(filter, limits)));
        self
    }

    /// How the answer looks.
    pub(crate) fn looks(mut self, looks: &[LookParameter]) -> Self {
        self.parameters.extend(looks.iter().map(look_parameter));
        self
    }

    /// The answer's `Link` header leads somewhere.
    pub(crate) const fn linked(mut self, doc: &'static str) -> Self {
        self.links = Some(doc);
        self
    }

    /// The answer reads from a revision.
    pub(crate) const fn of_records(mut self) -> Self {
        self.is_of_records = true;
        self
    }

    /// A form of the answer whose shape is a type of ours.
    pub(crate) fn answers<T: ToSchema>(mut self, media_type: &'static str) -> Self {
        let reference = self.reference::<T>();
        self.answers.push((media_type, ContentBuilder::new().schema(Some(reference)).build()));
        self
    }

    /// A form of the answer that has one of two shapes.
    pub(crate) fn answers_either<A: ToSchema, B: ToSchema>(mut self, media_type: &'static str) -> Self {
        let either = OneOfBuilder::new().item(self.reference::<A>()).item(self.reference::<B>()).build();
        self.answers.push((media_type, ContentBuilder::new().schema(Some(Schema::OneOf(either))).build()));
        self
    }

    /// A form of the answer that is a text.
    pub(crate) fn answers_text(mut self, media_type: &'static str) -> Self {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        self.answers.push((media_type, ContentBuilder::new().schema(Some(text)).build()));
        self
    }

    /// A form of the answer that other documents describe: GeoJSON, OpenAPI itself.
    pub(crate) fn answers_object(mut self, media_type: &'static str, description: &str) -> Self {
        self.answers.push((media_type, object(description)));
        self
    }

    /// Parameters that take any value.
    pub(crate) fn free(mut self, parameters: &[FreeParameter]) -> Self {
        self.parameters.extend(parameters.iter().map(free_parameter));
        self
    }

    /// A header that the request may, or must, carry.
    pub(crate) fn header(mut self, name: &'static str, is_required: bool, doc: &'static str) -> Self {
        self.parameters.push(header_parameter(name, is_required, doc));
        self
    }

    /// What the request carries.
    pub(crate) fn takes<T: ToSchema>(mut self, media_type: &'static str, doc: &'static str) -> Self {
        let reference = self.reference::<T>();
        let content = ContentBuilder::new().schema(Some(reference)).build();
        self.body = Some(body_of(self.body.take(), media_type, content, doc));
        self
    }

    /// A file that the request carries.
    pub(crate) fn takes_file(mut self, media_type: &'static str, doc: &'static str) -> Self {
        let file = ObjectBuilder::new().schema_type(Type::String);
        let file = file.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
        let schema = if media_type == "multipart/form-data" {
            ObjectBuilder::new()
                .property("file", file)
                .property("reason", ObjectBuilder::new().schema_type(Type::String))
                .required("file")
                .build()
        } else {
            file.build()
        };
        let content = ContentBuilder::new().schema(Some(schema)).build();
        self.body = Some(body_of(self.body.take(), media_type, content, doc));
        self
    }

    /// What the request carries, where another document describes it.
    pub(crate) fn takes_object(mut self, media_type: &'static str, doc: &'static str) -> Self {
        let object = ObjectBuilder::new().schema_type(Type::Object).build();
        let content = ContentBuilder::new().schema(Some(object)).build();
        self.body = Some(body_of(self.body.take(), media_type, content, doc));
        self
    }

    /// A write whose success may have to be told before it is published here (202), with a JSON object of which
    /// these are the words.
    pub(crate) const fn tells_later(mut self, answer: &'static str, object: &'static str) -> Self {
        self.later = Some((answer, object));
        self
    }

    /// Registers an operation that writes, with its handler. It is never cached, and needs a key.
    pub(crate) fn write<H, T>(
        mut self,
        method: HttpMethod,
        success: (&'static str, &'static str),
        handler: H,
    ) -> UtoipaMethodRouter<Atlas>
    where
        H: Handler<T, Atlas>,
        T: 'static,
    {
        let (failure, failure_of_service) = self.failures();
        let revision = || header(Type::Integer, "The revision that the write led to, or a later one");
        let mut answer = ResponseBuilder::new()
            .description(success.1)
            .header("ETag", header(Type::String, ETAG))
            .header("Atlas-Revision", revision());
        if success.0 == "201" {
            answer = answer.header("Location", header(Type::String, "Where the record is"));
        }
        for (media_type, content) in std::mem::take(&mut self.answers) {
            answer = answer.content(media_type, content);
        }
        let mut responses = ResponsesBuilder::new().response(success.0, answer);
        if let Some((description, words)) = self.later {
            let later = ResponseBuilder::new()
                .description(description)
                .header("Atlas-Revision", revision())
                .content("application/json", object(words));
            responses = responses.response("202", later);
        }
        let responses = responses.response("4XX", failure).response("5XX", failure_of_service).build();
        self.parameters.push(min_revision_parameter());
        let filter = match method {
            HttpMethod::Post => MethodFilter::POST,
            HttpMethod::Put => MethodFilter::PUT,
            HttpMethod::Patch => MethodFilter::PATCH,
            HttpMethod::Delete => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let operation = self
            .operation
            .parameters(Some(self.parameters))
            .request_body(self.body)
            .security(SecurityRequirement::new(BEARER, Vec::<String>::new()))
            .responses(responses);
        let mut paths = Paths::new();
        paths.paths.insert(self.path, PathItem::new(method, operation));
        (self.schemas, paths, on(filter, handler))
    }

    fn failures(&mut self) -> (Response, Response) {
        let problem = ContentBuilder::new().schema(Some(self.reference::<ProblemBody>())).build();
        let failure = ResponseBuilder::new()
            .description("A problem (RFC 9457), with every fault of the request")
            .header("Content-Language", header(Type::String, CONTENT_LANGUAGE))
            .header("Atlas-Revision", header(Type::Integer, REVISION_OF_SERVICE))
            .content("application/problem+json", problem)
            .build();
        let mut failure_of_service = failure.clone();
        let retry_after = header(Type::Integer, RETRY_AFTER).into();
        failure_of_service.headers.insert("Retry-After".to_owned(), retry_after);
        (failure, failure_of_service)
    }

    /// Registers the operation, which reads, with its handler.
    pub(crate) fn get<H, T>(mut self, handler: H) -> UtoipaMethodRouter<Atlas>
    where
        H: Handler<T, Atlas>,
        T: 'static,
    {
        let (failure, failure_of_service) = self.failures();
        let speaks = self.parameters.iter().any(|parameter| parameter.name == LANG.name);
        let mut answer = ResponseBuilder::new().description("The answer");
        let mut unchanged =
            ResponseBuilder::new().description("The client has this answer already (`If-None-Match`)");
        for (name, header) in representation_headers(self.is_of_records) {
            answer = answer.header(name, header.clone());
            unchanged = unchanged.header(name, header);
        }
        if speaks {
            answer = answer.header("Content-Language", header(Type::String, CONTENT_LANGUAGE));
        }
        if let Some(links) = self.links {
            answer = answer.header("Link", header(Type::String, links));
        }
        self.parameters.push(min_revision_parameter());
        for (media_type, content) in self.answers {
            answer = answer.content(media_type, content);
        }
        let responses = ResponsesBuilder::new()
            .response("200", answer)
            .response("304", unchanged)
            .response("4XX", failure)
            .response("5XX", failure_of_service)
            .build();
        let operation = self.operation.parameters(Some(self.parameters)).responses(responses);
        let mut paths = Paths::new();
        paths.paths.insert(self.path, PathItem::new(HttpMethod::Get, operation));
        (self.schemas, paths, get(handler))
    }

    /// A reference to a type of ours, whose schema and those that it needs are added.
    fn reference<T: ToSchema>(&mut self) -> Ref {
        self.schemas.push((T::name().into_owned(), <T as PartialSchema>::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(T::name())
    }
}

/// What stands for the representation: on the answer, and on the word that it is unchanged.
fn representation_headers(is_of_records: bool) -> Vec<(&'static str, Header)> {
    const VARY: &str = "The request headers that the answer depends on: always `Accept, Accept-Language, \
        Accept-Encoding`";
    let revision =
        if is_of_records { "The revision that the answer reads from" } else { REVISION_OF_SERVICE };
    vec![
        ("ETag", header(Type::String, ETAG)),
        ("Vary", header(Type::String, VARY)),
        ("Atlas-Revision", header(Type::Integer, revision)),
    ]
}

fn body_of(body: Option<RequestBody>, media_type: &str, content: Content, doc: &'static str) -> RequestBody {
    let mut body = body.unwrap_or_else(|| {
        RequestBodyBuilder::new().description(Some(doc)).required(Some(Required::True)).build()
    });
    body.content.insert(media_type.to_owned(), content.into());
    body
}

const ETAG: &str =
    "Strong entity tag; send it back in `If-None-Match`, or in `If-Match` with a write to the same record";

const REVISION_OF_SERVICE: &str = "The revision that the service stands at";

const RETRY_AFTER: &str = "With 503: after how many seconds to try again";

const CONTENT_LANGUAGE: &str = "The language that it is in: `fr`, `en` or `zh`; all three for `lang=all`";

/// A JSON object that only words describe.
fn object(words: &str) -> Content {
    let object = ObjectBuilder::new().schema_type(Type::Object).description(Some(words)).build();
    ContentBuilder::new().schema(Some(object)).build()
}

fn header(of_type: Type, doc: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(of_type);
    HeaderBuilder::new().description(Some(doc)).schema(Some(schema)).build()
}
