export { exportProfile as GET } from "@/features/profiles/session-routes";
