# Not yet read by a Welsh speaker.
service-name = Gwasanaeth Ymchwil Diogel
