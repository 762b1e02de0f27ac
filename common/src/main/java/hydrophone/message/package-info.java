/**
 * The wire format in one screen, as records; NordicHPC Sonar's, member for member.
 *
 * <pre>
 * topic &lt;cluster&gt;.sample   -&gt; {@link hydrophone.message.Envelope} -&gt; {@link hydrophone.message.SampleAttributes}
 * topic &lt;cluster&gt;.sysinfo  -&gt; {@link hydrophone.message.Envelope} -&gt; {@link hydrophone.message.SysinfoAttributes}
 * topic &lt;cluster&gt;.job      -&gt; {@link hydrophone.message.Envelope} -&gt; {@link hydrophone.message.JobsAttributes}
 * topic &lt;cluster&gt;.cluster  -&gt; {@link hydrophone.message.Envelope} -&gt; {@link hydrophone.message.ClusterAttributes}
 * </pre>
 *
 * <p>{@link hydrophone.message.MessageType} is the only such table in the code. A record is a JSON
 * object, its components stand in the order of the wire, a component's name is the member's in
 * camel case. Absent, zero, "" and [] mean the same unless a component says otherwise; such members
 * are left out on writing ("nz") unless its Javadoc says <i>always</i>. Unsigned 64-bit figures are
 * {@code long}: the codec saturates at 2^63-1 and says so.
 *
 * <p>Which members are written, and how, is {@link hydrophone.codec}'s business; a new member needs
 * a component here, a line each for writing and reading there, and a golden file.
 */
@NullMarked
package hydrophone.message;

import org.jspecify.annotations.NullMarked;
