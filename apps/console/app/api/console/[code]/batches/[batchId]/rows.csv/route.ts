export { downloadRows as GET } from "@/features/batches/session-routes";
