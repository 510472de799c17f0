//! The statements about change sets: one text for every database, typed for the connection of each.

/// Implements [`ProposalTables`](super::ProposalTables) for a connection, given how times are bound and read
/// there.
macro_rules! proposal_statements {
    ($connection:ty, $time:ty, $write_time:path, $read_time:path) => {
        type InfoRow = (
            String,
            String,
            String,
            String,
            Option<String>,
            Option<String>,
            String,
            String,
            i64,
            i64,
            i64,
            i64,
            $time,
            $time,
        );

        #[async_trait]
        impl ProposalTables for $connection {
            async fn find(&mut self, id: &str) -> Result<Option<ChangeSetInfo>, StoreError> {
                let row: Option<InfoRow> = sqlx::query_as(
                    "SELECT id, campaign, principal, author, country, actor, reason, state, version, files,
                         accepted, rejected, submitted_at, changed_at
                     FROM change_set WHERE id = $1",
                )
                .bind(clean(id))
                .fetch_optional(self)
                .await?;
                row.map(read_info).transpose()
            }

            async fn list(
                &mut self,
                filter: &ProposalFilter,
                before: Option<(DateTime<Utc>, &str)>,
                limit: u32,
            ) -> Result<Vec<ChangeSetInfo>, StoreError> {
                let mut query = QueryBuilder::<<$connection as Connection>::Database>::new(
                    "SELECT id, campaign, principal, author, country, actor, reason, state, version, files,
                         accepted, rejected, submitted_at, changed_at
                     FROM change_set WHERE 1 = 1",
                );
                if let Some(campaign) = &filter.campaign {
                    query.push(" AND campaign = ").push_bind(campaign.as_str());
                }
                if let Some(principal) = &filter.principal {
                    query.push(" AND principal = ").push_bind(clean(principal));
                }
                if let Some(state) = filter.state {
                    query.push(" AND state = ").push_bind(state.as_str());
                }
                if let Some((at, id)) = before {
                    query.push(" AND (submitted_at, id) < (").push_bind($write_time(at));
                    query.push(", ").push_bind(clean(id)).push(")");
                }
                query.push(" ORDER BY submitted_at DESC, id DESC LIMIT ").push_bind(i64::from(limit));
                let rows: Vec<InfoRow> = query.build_query_as().fetch_all(self).await?;
                rows.into_iter().map(read_info).collect()
            }

            async fn file(
                &mut self,
                id: &str,
                number: Option<u32>,
            ) -> Result<Option<SubmittedFile>, StoreError> {
                type FileRow =
                    (i64, String, String, Vec<u8>, Vec<u8>, Option<i64>, Option<String>, $time);
                let row: Option<FileRow> = sqlx::query_as(
                    "SELECT number, name, media_type, sha256, bytes, sheet_revision, territories, submitted_at
                     FROM change_set_file WHERE change_set = $1 AND number = COALESCE($2, number)
                     ORDER BY number DESC LIMIT 1",
                )
                .bind(clean(id))
                .bind(number.map(i64::from))
                .fetch_optional(self)
                .await?;
                let Some((number, name, media_type, hash, bytes, revision, territories, at)) = row else {
                    return Ok(None);
                };
                Ok(Some(SubmittedFile {
                    number: read_count(number)?,
                    sha256: read_hash(&hash, &bytes)?,
                    submitted_at: $read_time(&at)?,
                    sheet: SheetFile {
                        name,
                        media_type,
                        bytes: bytes.into(),
                        sheet_revision: revision.map(read_number).transpose()?,
                        territories: territories.as_deref().map(read_territories).transpose()?,
                    },
                }))
            }

            async fn decisions(&mut self, id: &str) -> Result<Vec<Decided>, StoreError> {
                type DecidedRow =
                    (String, String, Option<String>, String, String, String, Option<i64>, String, $time);
                let rows: Vec<DecidedRow> = sqlx::query_as(
                    "SELECT place, kind, record, decision, reason, decided_by, revision, report, decided_at
                     FROM proposed_change WHERE change_set = $1 ORDER BY position",
                )
                .bind(clean(id))
                .fetch_all(self)
                .await?;
                let read = |row: DecidedRow| {
                    let (place, kind, record, decision, reason, by, revision, report, at) = row;
                    let cells = (place, kind, record, decision, reason, by, revision, report);
                    read_decided(cells, $read_time(&at)?)
                };
                rows.into_iter().map(read).collect()
            }

            async fn decided_places(&mut self, id: &str) -> Result<Vec<String>, StoreError> {
                let sql = "SELECT place FROM proposed_change WHERE change_set = $1 ORDER BY position";
                Ok(sqlx::query_scalar(sql).bind(clean(id)).fetch_all(self).await?)
            }

            async fn add(&mut self, info: &ChangeSetInfo) -> Result<bool, StoreError> {
                let header = &info.header;
                let done = sqlx::query(
                    "INSERT INTO change_set (id, campaign, principal, author, country, actor, reason, state,
                         version, files, accepted, rejected, submitted_at, changed_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                     ON CONFLICT (id) DO NOTHING",
                )
                .bind(clean(&header.id))
                .bind(header.campaign.as_str())
                .bind(clean(&header.principal))
                .bind(clean(&header.author))
                .bind(header.country.as_ref().map(Id::as_str))
                .bind(header.actor.as_ref().map(Id::as_str))
                .bind(clean(&header.reason))
                .bind(info.state.as_str())
                .bind(i64::from(info.version))
                .bind(i64::from(info.files))
                .bind(i64::from(info.accepted))
                .bind(i64::from(info.rejected))
                .bind($write_time(header.submitted_at.trunc_subsecs(3)))
                .bind($write_time(info.changed_at.trunc_subsecs(3)))
                .execute(self)
                .await?;
                Ok(done.rows_affected() > 0)
            }

            async fn add_file(
                &mut self,
                id: &str,
                number: u32,
                at: DateTime<Utc>,
                sheet: &SheetFile,
            ) -> Result<(), StoreError> {
                let revision = sheet.sheet_revision.map(|revision| i64::try_from(revision).unwrap_or(i64::MAX));
                sqlx::query(
                    "INSERT INTO change_set_file (change_set, number, name, media_type, sha256, bytes,
                         sheet_revision, territories, submitted_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                )
                .bind(clean(id))
                .bind(i64::from(number))
                .bind(clean(&sheet.name))
                .bind(clean(&sheet.media_type))
                .bind(&hash(&sheet.bytes)[..])
                .bind(&sheet.bytes[..])
                .bind(revision)
                .bind(sheet.territories.as_deref().map(write_territories))
                .bind($write_time(at.trunc_subsecs(3)))
                .execute(self)
                .await?;
                Ok(())
            }

            async fn step(
                &mut self,
                id: &str,
                version: u32,
                step: &Step,
            ) -> Result<Option<Reached>, StoreError> {
                let row: Option<(i64, i64)> = sqlx::query_as(
                    "UPDATE change_set
                     SET version = version + 1, state = $3, files = files + $4, accepted = accepted + $5,
                         rejected = rejected + $6, changed_at = $7
                     WHERE id = $1 AND version = $2 AND state = $8
                     RETURNING files, accepted + rejected",
                )
                .bind(clean(id))
                .bind(i64::from(version))
                .bind(step.state.as_str())
                .bind(i64::from(step.more_files))
                .bind(i64::from(step.more_accepted))
                .bind(i64::from(step.more_rejected))
                .bind($write_time(step.at.trunc_subsecs(3)))
                .bind(ProposalState::Submitted.as_str())
                .fetch_optional(self)
                .await?;
                let read = |(files, decided): (i64, i64)| {
                    Ok(Reached { files: read_count(files)?, decided: read_count(decided)? })
                };
                row.map(read).transpose()
            }
        }

        fn read_info(row: InfoRow) -> Result<ChangeSetInfo, StoreError> {
            let (id, campaign, principal, author, country, actor, reason, state, version, files, ..) = row;
            let (.., accepted, rejected, submitted_at, changed_at) = row;
            let unreadable = |error: &dyn std::fmt::Display| {
                StoreError::unreadable(format!("change set {id}"), error)
            };
            Ok(ChangeSetInfo {
                state: state.parse().map_err(|error| unreadable(&error))?,
                version: read_count(version)?,
                files: read_count(files)?,
                accepted: read_count(accepted)?,
                rejected: read_count(rejected)?,
                changed_at: $read_time(&changed_at)?,
                header: ChangeSetHeader {
                    campaign: read_id(&campaign)?,
                    principal,
                    author,
                    country: country.as_deref().map(read_id).transpose()?,
                    actor: actor.as_deref().map(read_id).transpose()?,
                    reason,
                    submitted_at: $read_time(&submitted_at)?,
                    id,
                },
            })
        }
    };
}
pub(crate) use proposal_statements;
