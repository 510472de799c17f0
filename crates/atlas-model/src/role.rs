//! What a caller of the service may be. Which role may do what is the interface's business.

use crate::terms::vocabulary;

vocabulary! {
    /// What a caller is, for those who hold a key or a token.
    Role {
        /// Reads what everybody reads, under a name of its own.
        Reader = "reader", "lecteur", "reader", "读者";
        /// A local authority, or another actor, that keeps its own records.
        Authority = "authority", "collectivité", "authority", "地方政府";
        /// An embassy, which keeps the records that touch the country in which it serves.
        Embassy = "embassy", "ambassade", "embassy", "使馆";
        /// Délégation pour l'action extérieure des collectivités territoriales, or whoever answers for
        /// the whole atlas.
        Daect = "daect", "DAECT", "DAECT", "地方政府对外行动代表处";
        /// Runs the service: everything, the keys included.
        Admin = "admin", "administrateur", "administrator", "管理员";
    }
}
