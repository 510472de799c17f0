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

use super::parameter::{filter_parameter, look_parameter, path_parameter};
use crate::ask::LookParameter;
use crate::problem::ProblemBody;
use crate::state::Atlas;

/// A GET operation under construction.
pub(crate) struct Operation {
    path: String,
    operation: OperationBuilder,
    parameters: Vec<Parameter>,
    answers: Vec<(&'static str, Content)>,
    is_of_records: bool,
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

    /// Filters, order and pages of at most `max_limit` records.
    pub(crate) fn filters(mut self, filters: &[Filter], max_limit: usize) -> Self {
        self.parameters.extend(filters.iter().map(|filter| filter_parameter(filter, max_limit)));
        self
    }

    /// How the answer looks.
    pub(crate) fn looks(mut self, looks: &[LookParameter]) -> Self {
        self.parameters.extend(looks.iter().map(look_parameter));
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
        let mut answer = ResponseBuilder::new().description("The answer").header("ETag", etag_header());
        if self.is_of_records {
            answer = answer.header("Atlas-Revision", revision_header());
        }
        for (media_type, content) in self.answers {
            answer = answer.content(media_type, content);
        }
        let failure = ResponseBuilder::new()
            .description("A problem (RFC 9457), with every fault of the request")
            .content("application/problem+json", problem)
            .build();
        let unchanged =
            ResponseBuilder::new().description("The client has this answer already (`If-None-Match`)");
        let responses = ResponsesBuilder::new()
            .response("200", answer)
            .response("304", unchanged)
            .response("4XX", failure.clone())
            .response("5XX", failure)
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

fn etag_header() -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new()
        .description(Some("Strong entity tag; send it back in `If-None-Match`"))
        .schema(Some(text))
        .build()
}

fn revision_header() -> Header {
    let number = ObjectBuilder::new().schema_type(Type::Integer);
    HeaderBuilder::new()
        .description(Some("The revision that the answer reads from"))
        .schema(Some(number))
        .build()
}
