-- The registry of an installation, in PostgreSQL.
create table vedomost.schools (
    school_id text primary key,
    host_name text not null, -- by which browsers ask for it, '' while it has none
    name text not null,
    settings text not null, -- vedomost.toml as its nodes have it
    last_change bigint not null default 0, -- the highest changed_seq of its files
    added_at timestamp not null -- UTC
);

create unique index schools_by_host_name on vedomost.schools (host_name)
where host_name <> '';

-- Which path of a school's folder has which content.
create table vedomost.files (
    school_id text not null references vedomost.schools,
    path text collate "C" not null, -- below the school's folder
    sha256 text not null, -- of the file at a node
    stored_as text not null, -- SHA-256 of the object: another one if it is sealed
    size bigint not null, -- bytes of the file at a node
    -- Of the change: the next number of the school, shared by what changed at once.
    changed_seq bigint not null,
    is_removed boolean not null,
    primary key (school_id, path)
);

create index files_by_change on vedomost.files (school_id, changed_seq);

-- Notes of uploads that were received and are not in the warehouse yet.
create table vedomost.unfinished (
    school_id text not null references vedomost.schools,
    upload_id text not null,
    node text not null, -- whose lock tells whether it still works on it
    note text not null,
    has_failed boolean not null default false, -- the program failed on it: put aside
    primary key (school_id, upload_id)
);
