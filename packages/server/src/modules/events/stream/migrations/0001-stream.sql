-- Who processes the stream. A holder that stops renewing loses it; a higher epoch shuts the former holder out.
-- person: none
create table events_stream_leases (
  stream text primary key,
  holder text not null,
  epoch bigint not null,
  leased_until timestamptz not null
);

-- How far each collecting node's events have taken effect. Written in the transaction of the effects.
-- person: none
create table events_stream_cursors (
  stream text not null,
  node bigint not null,
  sequence bigint not null,
  -- The node is dead and everything it stored has taken effect.
  finished boolean not null default false,
  primary key (stream, node)
);
