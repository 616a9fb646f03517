export { MissingPage as default } from "@/server/refused-page";
