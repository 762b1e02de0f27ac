package hydrophone.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.util.List;

/**
 * Gives tests one {@link SecuredBroker} for all classes of a module, with the cluster {@value
 * #CLUSTER} set up. It is at 127.0.0.1, and its certificate does not know the name localhost.
 * Whoever changes it changes it back.
 */
public final class SharedSecuredBroker implements ParameterResolver {
    public static final String CLUSTER = "a.no";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SecuredBroker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedSecuredBroker.class))
                .computeIfAbsent(CLUSTER, _ -> start(), SecuredBroker.class);
    }

    private static SecuredBroker start() {
        SecuredBroker broker =
                SecuredBroker.start(
                        new SecuredBroker.Setup(
                                BrokerJars.V3_9_2,
                                false,
                                "127.0.0.1",
                                List.of("kafka.example"),
                                CLUSTER));
        String _ = broker.addCluster(CLUSTER);
        return broker;
    }
}
