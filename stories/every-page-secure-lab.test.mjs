import { everyPage } from "./every-page.mjs";

everyPage("secure-lab", ["en"]);
