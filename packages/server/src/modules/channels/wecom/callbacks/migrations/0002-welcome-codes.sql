-- Finds callbacks that still hold a welcome code: it is taken out when it is used or over.
create index channels_wecom_callbacks_codes on channels_wecom_callbacks (received_at) where fields ? 'WelcomeCode';
