-- Keys of callbacks before the last change, sealed: good until then, by the real clock, so that nothing is refused while the new ones are entered.
alter table channels_wecom_corps add column former_token text;
alter table channels_wecom_corps add column former_encoding_aes_key text;
alter table channels_wecom_corps add column former_until timestamptz;
