# Not yet read by a Welsh speaker.
service-name = Labordy Diogel
