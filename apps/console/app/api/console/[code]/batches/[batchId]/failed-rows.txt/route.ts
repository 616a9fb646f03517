export { downloadFailedRows as GET } from "@/features/batches/session-routes";
