//! One GET operation: registering it at the router is what documents it.

use atlas_query::Parameter as Filter;
use axum::handler::Handler;
use axum::routing::get;
use utoipa::openapi::path::{OperationBuilder, Parameter, PathItem, Paths};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{
    Content, ContentBuilder, Header, HeaderBuilder, HttpMethod, Ref, RefOr, ResponseBuilder, ResponsesBuilder,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::parameter::{Limits, filter_parameter, look_parameter, min_revision_parameter, path_parameter};
use crate::ask::{LANG, LookParameter};
use crate::problem::ProblemBody;
use crate::state::Atlas;

/// A GET operation under construction.
pub(crate) struct Operation {
    path: String,
    operation: OperationBuilder,
    parameters: Vec<Parameter>,
    answers: Vec<(&'static str, Content)>,
    is_of_records: bool,
    links: Option<&'static str>,
    schemas: Vec<(String, RefOr<Schema>)>,
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
        }
    }

    /// More words, in Markdown.
    pub(crate) fn describe(mut self, text: impl Into<String>) -> Self {
        self.operation = self.operation.description(Some(text.into()));
        self
    }

    /// The identifier in the path.
    pub(crate) fn identified(mut self, doc: &str) -> Self {
        self.parameters.push(path_parameter(doc));
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
        let object = ObjectBuilder::new().schema_type(Type::Object).description(Some(description)).build();
        self.answers.push((media_type, ContentBuilder::new().schema(Some(object)).build()));
        self
    }

    /// Registers the operation with its handler.
    pub(crate) fn get<H, T>(mut self, handler: H) -> UtoipaMethodRouter<Atlas>
    where
        H: Handler<T, Atlas>,
        T: 'static,
    {
        let problem = ContentBuilder::new().schema(Some(self.reference::<ProblemBody>())).build();
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
        let failure = ResponseBuilder::new()
            .description("A problem (RFC 9457), with every fault of the request")
            .header("Content-Language", header(Type::String, CONTENT_LANGUAGE))
            .header("Atlas-Revision", header(Type::Integer, REVISION_OF_SERVICE))
            .content("application/problem+json", problem)
            .build();
        let mut failure_of_service = failure.clone();
        let retry_after = header(Type::Integer, RETRY_AFTER).into();
        failure_of_service.headers.insert("Retry-After".to_owned(), retry_after);
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
    const ETAG: &str = "Strong entity tag; send it back in `If-None-Match`";
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

const REVISION_OF_SERVICE: &str = "The revision that the service stands at";

const RETRY_AFTER: &str = "With 503: after how many seconds to try again";

const CONTENT_LANGUAGE: &str = "The language that it is in: `fr`, `en` or `zh`; all three for `lang=all`";

fn header(of_type: Type, doc: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(of_type);
    HeaderBuilder::new().description(Some(doc)).schema(Some(schema)).build()
}
