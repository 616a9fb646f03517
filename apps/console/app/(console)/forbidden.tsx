export { ForbiddenPage as default } from "@/features/shell/refused-page";
