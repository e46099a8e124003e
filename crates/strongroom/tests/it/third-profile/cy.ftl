# Not yet read by a Welsh speaker.
service-name = Gwasanaeth Data'r Harbwr
