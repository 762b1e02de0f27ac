/**
 * The machine as a whole: its kernel files, its topology, its users, and the one class that starts
 * programs. All files are read below a root that is given, so that a recorded machine serves as
 * well as this one.
 */
@NullMarked
package hydrophone.agent.machine;

import org.jspecify.annotations.NullMarked;
