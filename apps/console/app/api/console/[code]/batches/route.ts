export { uploadBatch as POST } from "@/features/batches/session-routes";
