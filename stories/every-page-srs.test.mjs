import { everyPage } from "./every-page.mjs";

everyPage("srs", ["en", "cy"]);
