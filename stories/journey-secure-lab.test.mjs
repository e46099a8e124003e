import { journey } from "./journey.mjs";

journey("secure-lab");
