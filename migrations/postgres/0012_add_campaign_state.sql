-- Whether a campaign still takes contributions. Those known before are over.

ALTER TABLE campaign ADD COLUMN state text NOT NULL DEFAULT 'closed';
