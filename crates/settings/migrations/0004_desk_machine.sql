-- The machine on which a desktop runs, by the name that its folder of desktops bears. Empty: opened before machines had names.
ALTER TABLE desk_session ADD COLUMN machine TEXT NOT NULL DEFAULT '';
