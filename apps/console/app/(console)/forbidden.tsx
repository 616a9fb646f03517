export { ForbiddenPage as default } from "@/server/refused-page";
