// Next runs this file before its router and any component.
import { listenForSteps } from "./components/ui/history-steps";

listenForSteps();
