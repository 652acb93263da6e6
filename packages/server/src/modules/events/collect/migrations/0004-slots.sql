-- Collecting processes that share the deciding about events. A node whose lease (real clock) has run out decides about nothing.
-- person: none
create table events_slot_nodes (
  node integer primary key,
  -- Where the other nodes reach it.
  address text not null,
  leased_until timestamptz not null
);

-- Which node decides about which share of the message hashes; 0: it was given away. The epoch grows with each change of hands.
-- person: none
create table events_slots (
  slot smallint primary key,
  node integer not null,
  epoch bigint not null,
  -- Up to then only a node below its share takes a slot that was given away.
  kept_until timestamptz not null
);

insert into events_slots (slot, node, epoch, kept_until) select slot, 0, 0, 'epoch' from generate_series(0, 63) as slot;
