import { downloadAuditJsonLines } from "@/features/audit/session-routes";

export { downloadAuditJsonLines as GET };
