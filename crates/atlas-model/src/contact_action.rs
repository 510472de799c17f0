//! What may be done with the personal contacts of an actor, as it is noted.

use crate::terms::vocabulary;

vocabulary! {
    /// What somebody did with the personal contacts of an actor.
    ContactAction {
        /// Looked at them.
        Read = "read", "consultés", "looked at", "查阅";
        /// Put others in their place.
        Replaced = "replaced", "remplacés", "replaced", "更新";
        /// Erased them (RGPD, art. 17).
        Erased = "erased", "effacés", "erased", "删除";
    }
}
