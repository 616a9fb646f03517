export { MissingPage as default } from "@/features/shell/refused-page";
