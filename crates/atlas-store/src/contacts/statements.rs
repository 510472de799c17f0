//! The statements about contacts: one text for every database, typed for the connection of each.

/// Defines `of_actor`, `all`, `replace`, `put`, `note` and `noted` for a connection, given how times are
/// bound and read there.
macro_rules! contact_statements {
    ($connection:ty, $time:ty, $write_time:path, $read_time:path) => {
        type ContactRow =
            (String, String, Option<String>, Option<String>, Option<String>, String, $time, String);

        type AccessRow = (i64, $time, String, String, String, String);

        async fn of_actor(
            connection: &mut $connection,
            actor: &Id,
        ) -> Result<Vec<PersonalContact>, StoreError> {
            let rows: Vec<ContactRow> = sqlx::query_as(
                "SELECT actor, function, name, email, phone, legal_basis, updated_at, updated_by
                 FROM contact WHERE actor = $1 ORDER BY position",
            )
            .bind(actor.as_str())
            .fetch_all(connection)
            .await?;
            rows.into_iter().map(|row| read(row).map(|(_, contact)| contact)).collect()
        }

        async fn all(connection: &mut $connection) -> Result<Vec<(Id, PersonalContact)>, StoreError> {
            let rows: Vec<ContactRow> = sqlx::query_as(
                "SELECT actor, function, name, email, phone, legal_basis, updated_at, updated_by
                 FROM contact ORDER BY actor, position",
            )
            .fetch_all(connection)
            .await?;
            rows.into_iter().map(read).collect()
        }

        async fn replace(
            connection: &mut $connection,
            actor: &Id,
            contacts: &[PersonalContact],
            seen: Option<Fingerprint>,
        ) -> Result<(), StoreError> {
            if let Some(seen) = seen
                && fingerprint(&of_actor(connection, actor).await?) != seen
            {
                return Err(StoreError::ContactsChanged);
            }
            sqlx::query("DELETE FROM contact WHERE actor = $1")
                .bind(actor.as_str())
                .execute(&mut *connection)
                .await?;
            for (position, contact) in (0..).zip(contacts) {
                put(connection, actor, position, contact).await?;
            }
            Ok(())
        }

        async fn put(
            connection: &mut $connection,
            actor: &Id,
            position: i64,
            contact: &PersonalContact,
        ) -> Result<(), StoreError> {
            sqlx::query(
                "INSERT INTO contact (actor, position, function, name, email, phone, legal_basis, updated_at,
                     updated_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(actor.as_str())
            .bind(position)
            .bind(&contact.function)
            .bind(&contact.name)
            .bind(&contact.email)
            .bind(&contact.phone)
            .bind(&contact.legal_basis)
            .bind($write_time(contact.updated_at.trunc_subsecs(3)))
            .bind(&contact.updated_by)
            .execute(connection)
            .await?;
            Ok(())
        }

        async fn note(
            connection: &mut $connection,
            actor: &Id,
            by: &Visitor,
            action: ContactAction,
            at: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            sqlx::query(
                "INSERT INTO contact_access (at, principal, label, actor, action) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind($write_time(at.trunc_subsecs(3)))
            .bind(&by.principal)
            .bind(&by.label)
            .bind(actor.as_str())
            .bind(action.as_str())
            .execute(connection)
            .await?;
            Ok(())
        }

        async fn noted(
            connection: &mut $connection,
            before: Option<u64>,
            limit: u32,
        ) -> Result<Vec<ContactAccess>, StoreError> {
            let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
            let rows: Vec<AccessRow> = sqlx::query_as(
                "SELECT number, at, principal, label, actor, action FROM contact_access
                 WHERE number < $1 ORDER BY number DESC LIMIT $2",
            )
            .bind(before)
            .bind(i64::from(limit))
            .fetch_all(connection)
            .await?;
            let access = |(number, at, principal, label, actor, action): AccessRow| {
                let action = action.parse().map_err(|error| StoreError::unreadable("a look", error))?;
                let (number, actor) = (read_number(number)?, read_id(&actor)?);
                let visitor = Visitor { principal, label };
                Ok(ContactAccess { number, at: $read_time(&at)?, visitor, actor, action })
            };
            rows.into_iter().map(access).collect()
        }

        fn read(row: ContactRow) -> Result<(Id, PersonalContact), StoreError> {
            let (actor, function, name, email, phone, legal_basis, updated_at, updated_by) = row;
            let updated_at = $read_time(&updated_at)?;
            let contact = PersonalContact { function, name, email, phone, legal_basis, updated_at, updated_by };
            Ok((read_id(&actor)?, contact))
        }

        /// Writes the contacts of another store, and who looked at them, within the transaction that
        /// copies it into this one.
        pub(super) async fn restore(
            connection: &mut $connection,
            contacts: &[(Id, PersonalContact)],
            accesses: &[ContactAccess],
        ) -> Result<(), StoreError> {
            for of_one in contacts.chunk_by(|(one, _), (other, _)| one == other) {
                for (position, (actor, contact)) in (0..).zip(of_one) {
                    put(connection, actor, position, contact).await?;
                }
            }
            for access in accesses.iter().rev() {
                note(connection, &access.actor, &access.visitor, access.action, access.at).await?;
            }
            Ok(())
        }
    };
}
pub(crate) use contact_statements;
