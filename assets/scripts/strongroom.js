// Makes the components of a page livelier where scripts run. Nothing depends on it.
import { initAll } from "./govuk-frontend.min.js";

initAll();
