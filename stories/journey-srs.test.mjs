import { journey } from "./journey.mjs";

journey("srs");
