import { downloadAuditCsv } from "@/features/audit/session-routes";

export { downloadAuditCsv as GET };
