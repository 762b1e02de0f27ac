package hydrophone.ingest.load;

import java.util.SplittableRandom;

/** What a process does from one sample to the next. */
enum Activity {
    /** Waits; nothing moves. */
    IDLE("bash,slurm_script,srun,sleep,orted,sh,tail,mpirun"),
    /** Wakes up for some hundredths of a second, in one interval of twelve. */
    LIGHT("sshd,tmux: server,jupyter-lab,dask-scheduler,snakemake,nextflow"),
    /** Computes: CPU time moves each time, resident memory each fourth. */
    BUSY("vasp_std,gmx_mpi,lmp,xhpl,python3,pw.x,julia,cp2k.psmp"),
    /** Computes, allocates, reads and writes: everything moves. */
    GROWING("R,java,samtools,bwa,python3,STAR,blastn,spades-core");

    private final String commands;

    Activity(String commands) {
        this.commands = commands;
    }

    String command(SplittableRandom random) {
        String[] names = commands.split(",", -1);
        return names[random.nextInt(names.length)];
    }

    boolean computes() {
        return this == BUSY || this == GROWING;
    }
}
