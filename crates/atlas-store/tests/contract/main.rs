//! What every store must do, run on each backend with a real database of its own for each test.
//!
//! A backend joins with one line, `contract!(name, opener)`. What is special to a backend has a module of
//! its own.
#![expect(clippy::unwrap_used, clippy::panic, reason = "every function here is part of a test")]

mod backend;
mod samples;

mod commits;
mod concurrency;
mod contacts;
mod copies;
mod decisions;
mod geopackage;
mod keys;
mod postgis;
mod proposals;
mod refusals;
mod revisions;
mod round_trips;
mod server;
mod terms;
mod waiting;

/// Runs each function of the contract on one backend.
macro_rules! contract {
    ($backend:ident, $new:expr) => {
        contract!($backend, $new,
            round_trips::every_kind_round_trips_with_every_field_set_and_unset,
            round_trips::lists_keep_their_order,
            round_trips::every_term_of_every_vocabulary_round_trips,
            round_trips::awkward_texts_and_numbers_round_trip,
            round_trips::an_update_replaces_every_list,
            commits::a_store_begins_empty_and_remembers_after_reopening,
            commits::a_put_that_changes_nothing_makes_no_revision,
            commits::a_change_set_may_refer_forwards_and_in_circles,
            commits::records_that_refer_to_each_other_are_deleted_together,
            commits::a_deleted_record_can_be_put_again,
            commits::an_import_tells_its_progress_and_the_last_revision,
            commits::the_difference_of_two_datasets_turns_one_into_the_other,
            revisions::revisions_tell_what_was_before_and_after,
            revisions::the_feed_is_ordered_and_paged_without_gaps,
            revisions::the_feed_replayed_is_the_dataset,
            revisions::times_never_contradict_the_order_of_revisions,
            revisions::a_time_leads_to_the_last_commit_before_it,
            terms::what_was_changed_meanwhile_is_not_overwritten,
            terms::a_record_expected_to_be_absent_must_be,
            terms::all_stale_records_are_told_and_nothing_is_written,
            terms::a_request_sent_again_gets_its_first_revisions_and_does_nothing,
            terms::a_key_belongs_to_one_request_of_one_sender,
            terms::a_receipt_is_forgotten_after_a_week,
            terms::of_many_editors_of_one_record_each_sees_every_accepted_edit,
            refusals::a_refused_change_set_leaves_no_trace_and_lists_every_fault,
            refusals::a_dangling_reference_suggests_the_nearest_identifier,
            refusals::a_record_that_others_refer_to_cannot_be_deleted,
            refusals::a_record_cannot_be_deleted_from_under_what_is_put,
            refusals::one_change_per_record,
            refusals::what_does_not_exist_cannot_be_deleted,
            refusals::circles_are_found_across_change_sets,
            refusals::what_a_database_cannot_hold_is_refused,
            refusals::a_database_that_is_not_there_would_refuse_the_same,
            concurrency::eight_writers_number_their_revisions_without_gaps,
            concurrency::readers_see_one_revision_while_a_writer_commits,
            concurrency::a_new_database_may_be_opened_twice_at_once,
            concurrency::two_handles_on_one_database_see_each_other,
            concurrency::a_closed_store_refuses_politely,
            waiting::whoever_waits_is_told_of_a_commit,
            waiting::whoever_waits_is_told_of_what_another_handle_commits,
            waiting::who_is_behind_does_not_wait_and_who_is_not_waits_no_longer_than_asked,
            waiting::any_number_may_wait_at_once,
            waiting::nobody_waits_for_a_closed_store,
            keys::a_key_round_trips_with_every_field_set_and_unset,
            keys::a_key_is_withdrawn_once_and_for_good,
            keys::the_latest_use_is_the_one_that_is_kept,
            keys::two_keys_cannot_have_one_identifier,
            keys::a_copy_has_the_keys_of_its_original,
            keys::keys_make_no_revision_and_keep_nothing_from_being_deleted,
            proposals::a_submission_round_trips_with_every_field_set_and_unset,
            proposals::texts_that_no_database_holds_are_kept_readable,
            proposals::a_change_set_lives_from_its_submission_to_the_last_decision,
            proposals::whoever_has_not_seen_the_present_version_changes_nothing,
            proposals::what_was_withdrawn_or_decided_cannot_be_changed_any_more,
            decisions::a_row_is_decided_once,
            decisions::a_decision_and_its_records_stand_or_fall_together,
            decisions::a_decision_that_is_sent_again_is_not_made_twice,
            decisions::of_two_who_decide_at_once_one_is_told_to_look_again,
            decisions::many_rows_are_decided_at_once_with_progress,
            proposals::every_file_is_kept_byte_for_byte,
            proposals::change_sets_are_listed_newest_first_page_by_page,
            proposals::a_copy_has_the_change_sets_of_its_original,
            proposals::change_sets_make_no_revision_and_keep_nothing_from_being_deleted,
            contacts::contacts_round_trip_in_their_order_and_every_look_is_noted,
            contacts::contacts_go_with_their_actor_and_into_no_revision,
            contacts::contacts_that_were_changed_since_they_were_seen_are_kept,
            contacts::of_many_who_replace_contacts_at_once_the_last_prevails_whole,
            contacts::notes_are_read_page_by_page,
            contacts::a_copy_has_the_contacts_of_its_original_and_who_looked_at_them,
            copies::a_copy_equals_its_original_history_included,
            copies::a_copy_goes_on_as_its_original_would,
            copies::a_copy_of_an_empty_store_is_empty,
            copies::a_copy_is_never_made_over_something,
            copies::a_copy_that_fails_leaves_nothing,
            copies::a_copy_has_what_was_decided_up_to_its_revision_and_no_more,
        );
    };
    ($backend:ident, $new:expr, $($module:ident::$name:ident),+ $(,)?) => {
        mod $backend {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$module::$name(&$new).await;
                }
            )+
        }
    };
}

contract!(sqlite, super::backend::Sqlite::new());
contract!(postgres, super::backend::Postgres::new());
