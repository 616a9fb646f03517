import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";

const adapter = new PrismaPg({ connectionString: process.env.DATABASE_URL, max: 20 });
const prisma = new PrismaClient({ adapter });

export const dynamic = "force-dynamic";

/** One upsert for each request, as the manual shows it. */
export async function PATCH(request, { params }) {
  const { id } = await params;
  const { last_visit: lastVisit, ...values } = await request.json();
  const profile = { ...values, lastVisit, updatedAt: new Date() };
  await prisma.profile.upsert({ where: { id }, update: profile, create: { id, ...profile } });
  return Response.json({ success: true });
}

export async function GET(_request, { params }) {
  const { id } = await params;
  const profile = await prisma.profile.findUnique({ where: { id } });
  if (profile === null) return Response.json({ message: "not found" }, { status: 404 });
  const { lastVisit, ...values } = profile;
  return Response.json({ ...values, last_visit: lastVisit });
}
