# Sourced by the scripts beside it (bash): talk, files, and Kafka's own tools.
# Whoever sources it has set 'name' to its own name; messages start with it.

# Everything written here is a secret or lies beside one.
umask 077
export LC_ALL=C.UTF-8

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")

say() { printf '%s: %s\n' "$name" "$1" >&2; }
fail() { say "$2"; exit "$1"; }
wrong() { fail 2 "$1; try '$name --help'"; }

# Commas, blanks and backslashes mean something in Kafka's files, so folders go without.
folder() { # DIR -> its absolute path
    [[ $1 ]] || wrong "no folder given"
    local path
    path=$(readlink -m -- "$1")
    [[ $path =~ ^[A-Za-z0-9._/-]+$ ]] ||
        fail 2 "$path: choose a folder whose path has letters, digits, '.', '_' and '-' only"
    printf '%s\n' "$path"
}

private_folder() { # DIR: made for its owner alone
    mkdir -p -m 0700 -- "$1" 2>/dev/null && [[ -w $1 && -x $1 ]] ||
        fail 73 "$1 cannot be made or written: check its owner, or choose another folder"
}

absent() { # FILE CURE
    [[ ! -e $1 ]] || fail 73 "$1 is there already and is not overwritten: $2"
}

present() { # FILE CURE
    [[ -r $1 ]] || fail 78 "$1 is not there or not readable: $2"
}

# Whole or not at all: a reader never sees half of a file.
write() { # FILE, content on stdin
    cat >"$1.new" && mv -f -- "$1.new" "$1" || fail 73 "$1 cannot be written"
}

random_password() { openssl rand -base64 24 | tr '+/' '-_'; }

# A password is made once and then kept: the file is the record of it.
password() { # DIR USER -> the password
    private_folder "$1/passwords"
    [[ -e $1/passwords/$2 ]] || random_password | write "$1/passwords/$2"
    cat -- "$1/passwords/$2"
}

jaas() { # USER PASSWORD
    printf 'org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";\n' "$1" "$2"
}

# How a client logs in, in Kafka's words, the CA inside: one file to copy.
client_properties() { # DIR USER PASSWORD
    printf 'bootstrap.servers=%s\nsecurity.protocol=SASL_SSL\nssl.truststore.type=PEM\nssl.truststore.certificates=' \
        "$(<"$1/address")"
    sed 's/$/\\n\\/' "$1/keys/ca.pem"
    printf '\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=%s\n' "$(jaas "$2" "$3")"
}

# Kafka's tools: of a distribution (KAFKA_HOME), else of a folder of jars (HYDROPHONE_BROKER_LIB, or the one of ours).
find_kafka() {
    local finder=$here/../libexec/find-java
    if [[ ${KAFKA_HOME:-} ]]; then
        [[ -x $KAFKA_HOME/bin/kafka-storage.sh ]] ||
            fail 69 "KAFKA_HOME=$KAFKA_HOME has no bin/kafka-storage.sh: give the folder of a Kafka 3.9 or 4"
        return
    fi
    lib=${HYDROPHONE_BROKER_LIB:-}
    [[ $lib ]] || for lib in "$here/../lib/broker" "$here/../broker/target/lib"; do [[ -d $lib ]] && break; done
    compgen -G "$lib/kafka_2*.jar" >/dev/null ||
        fail 69 "no Kafka found: set KAFKA_HOME to the folder of a Kafka 3.9 or 4"
    [[ -r $finder ]] || finder=$here/../src/main/dist/libexec/find-java
    . "$finder"
    find_java "$name"
}

# 3.9 has some of its tools in another package than 4.
class_of() { # TOOL
    local old=org.apache.kafka.tools
    compgen -G "$lib/kafka_2*-3.*.jar" >/dev/null && old=kafka.admin
    case $1 in
        kafka-storage) echo kafka.tools.StorageTool ;;
        kafka-topics) echo org.apache.kafka.tools.TopicCommand ;;
        kafka-acls) echo $old.AclCommand ;;
        kafka-configs) echo $old.ConfigCommand ;;
    esac
}

quiet_logging() {
    [[ -e $scratch/log4j.properties ]] || printf '%s\n' log4j.rootLogger=ERROR,err \
        log4j.appender.err=org.apache.log4j.ConsoleAppender log4j.appender.err.target=System.err \
        log4j.appender.err.layout=org.apache.log4j.PatternLayout \
        'log4j.appender.err.layout.ConversionPattern=%m%n' >"$scratch/log4j.properties"
}

# Runs one of Kafka's tools; what it says is shown only when it fails, in one line and without passwords.
kafka() { # TOOL ARGUMENTS...
    local tool=$1 status=0 said=$scratch/said.$BASHPID
    shift
    if [[ ${KAFKA_HOME:-} ]]; then
        "$KAFKA_HOME/bin/$tool.sh" "$@" >"$said" 2>&1 </dev/null || status=$?
    else
        quiet_logging
        # shellcheck disable=SC2086 # options are words
        "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx256m \
            "-Dlog4j.configuration=file:$scratch/log4j.properties" ${HYDROPHONE_TOOL_OPTS-} -cp "$lib/*" \
            "$(class_of "$tool")" "$@" >"$said" 2>&1 </dev/null || status=$?
    fi
    # Some of them say why they failed and end with 0.
    if ((status)) || grep -qE '^Error while ' "$said"; then
        fail 69 "$tool failed: $(grep -vE '^\s+at |^\s*$|^log4j|^WARNING' "$said" | head -n 1 |
            sed -E 's/(password=)[^],"]*/\1.../g' | cut -c1-300)"
    fi
}

# Starting Java is what takes long: several at a time, one a core.
most=$(nproc 2>/dev/null || echo 2)
beside() { # COMMAND...
    while (($(jobs -rp | wc -l) >= (most > 8 ? 8 : most))); do wait -n || give_up $?; done
    "$@" &
}
all_done() { while [[ $(jobs -p) ]]; do wait -n || give_up $?; done; }
give_up() { # STATUS; the others write into our folder until they end
    wait || :
    exit "$1"
}

# For what must not stay: arguments of tools with passwords in them.
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
