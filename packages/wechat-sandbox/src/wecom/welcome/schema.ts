/** Welcome codes as callbacks gave them out, and the welcome an administrator wrote in the console. */
export const welcomeSchema = `
create table if not exists welcome_codes (
  code text primary key,
  corp_id text not null,
  user_id text not null,
  external_userid text not null,
  customer_id text not null,
  issued_at integer not null,
  -- null until somebody used it
  used_at integer,
  used_by_agent_id integer
) strict;
create index if not exists welcome_codes_of_pair on welcome_codes (corp_id, user_id, external_userid);

create table if not exists welcome_console (
  corp_id text primary key,
  text text not null
) strict;
`
