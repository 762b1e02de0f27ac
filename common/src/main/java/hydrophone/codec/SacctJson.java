package hydrophone.codec;

import hydrophone.message.SlurmJob.Sacct;

import java.io.IOException;

/** {@link Sacct}, whose members bear the names that sacct gives them. */
final class SacctJson {
    private static final Sacct NOTHING = new SacctJson().record();

    private long minCpu;
    private String allocTres = "";
    private long aveCpu;
    private long aveDiskRead;
    private long aveDiskWrite;
    private long aveRss;
    private long aveVmSize;
    private long elapsedRaw;
    private long systemCpu;
    private long userCpu;
    private long maxRss;
    private long maxVmSize;

    static void write(JsonWriter out, Sacct sacct) {
        if (sacct.equals(NOTHING)) return;
        out.begin("sacct");
        out.ifSet("MinCPU", sacct.minCpu());
        out.ifSet("AllocTRES", sacct.allocTres());
        out.ifSet("AveCPU", sacct.aveCpu());
        out.ifSet("AveDiskRead", sacct.aveDiskRead());
        out.ifSet("AveDiskWrite", sacct.aveDiskWrite());
        out.ifSet("AveRSS", sacct.aveRss());
        out.ifSet("AveVMSize", sacct.aveVmSize());
        out.ifSet("ElapsedRaw", sacct.elapsedRaw());
        out.ifSet("SystemCPU", sacct.systemCpu());
        out.ifSet("UserCPU", sacct.userCpu());
        out.ifSet("MaxRSS", sacct.maxRss());
        out.ifSet("MaxVMSize", sacct.maxVmSize());
        out.end();
    }

    static Sacct read(JsonReader in) throws IOException, MalformedMessageException {
        SacctJson json = new SacctJson();
        while (in.nextMember()) json.member(in);
        return json.record();
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "MinCPU" -> minCpu = in.unsigned();
            case "AllocTRES" -> allocTres = in.text();
            case "AveCPU" -> aveCpu = in.unsigned();
            case "AveDiskRead" -> aveDiskRead = in.unsigned();
            case "AveDiskWrite" -> aveDiskWrite = in.unsigned();
            case "AveRSS" -> aveRss = in.unsigned();
            case "AveVMSize" -> aveVmSize = in.unsigned();
            case "ElapsedRaw" -> elapsedRaw = in.unsigned();
            case "SystemCPU" -> systemCpu = in.unsigned();
            case "UserCPU" -> userCpu = in.unsigned();
            case "MaxRSS" -> maxRss = in.unsigned();
            case "MaxVMSize" -> maxVmSize = in.unsigned();
            default -> in.unknown();
        }
    }

    private Sacct record() {
        return new Sacct(
                minCpu,
                allocTres,
                aveCpu,
                aveDiskRead,
                aveDiskWrite,
                aveRss,
                aveVmSize,
                elapsedRaw,
                systemCpu,
                userCpu,
                maxRss,
                maxVmSize);
    }
}
