import { issueAccessToken } from "@/features/admin-api/issue-access-token";
import { liveDependencies } from "@/server/live-dependencies";

export const POST = (request: Request): Promise<Response> => issueAccessToken(request, liveDependencies());
