package salons;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameContaining;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which part may know which. */
@AnalyzeClasses(packages = "salons", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule what_crosses_the_wire_knows_no_other_part = noClasses()
      .that()
      .resideInAPackage("salons.protocol..")
      .should()
      .dependOnClassesThat(
          resideInAPackage("salons..").and(not(resideInAPackage("salons.protocol.."))));

  @ArchTest
  static final ArchRule what_crosses_the_wire_knows_neither_sockets_nor_redis = noClasses()
      .that()
      .resideInAPackage("salons.protocol..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("io..", "org.slf4j..");

  @ArchTest
  static final ArchRule what_a_loop_needs_knows_no_chat = noClasses()
      .that()
      .resideInAPackage("salons.async..")
      .should()
      .dependOnClassesThat(
          resideInAPackage("salons..").and(not(resideInAPackage("salons.async.."))));

  @ArchTest
  static final ArchRule engine_io_knows_no_other_part = noClasses()
      .that()
      .resideInAPackage("salons.engineio..")
      .should()
      .dependOnClassesThat()
      .resideOutsideOfPackages("salons.engineio..", "java..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule socket_io_knows_no_other_part = noClasses()
      .that()
      .resideInAPackage("salons.socketio..")
      .should()
      .dependOnClassesThat()
      .resideOutsideOfPackages(
          "salons.socketio..",
          "java..",
          "org.jspecify.annotations..",
          "com.fasterxml.jackson.core..");

  @ArchTest
  static final ArchRule engine_io_and_socket_io_are_a_matter_of_the_web = noClasses()
      .that()
      .resideOutsideOfPackages("salons", "salons.engineio..", "salons.socketio..", "salons.web..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("salons.engineio..", "salons.socketio..");

  @ArchTest
  static final ArchRule who_may_do_what_knows_neither_rooms_nor_sockets = noClasses()
      .that()
      .resideInAPackage("salons.auth..")
      .should()
      .dependOnClassesThat(resideInAPackage("salons..")
          .and(not(resideInAnyPackage("salons.auth..", "salons.protocol..", "salons.async.."))));

  @ArchTest
  static final ArchRule a_session_and_what_it_is_made_of_know_no_transport = noClasses()
      .that(simpleName("Session")
          .or(simpleName("Memberships"))
          .or(simpleName("InFlight"))
          .or(simpleName("Refusals"))
          .or(simpleName("Outbound"))
          .or(simpleName("Replies"))
          .or(simpleName("MessageTracer")))
      .should()
      .dependOnClassesThat(simpleNameContaining("WebSocket")
          .or(simpleNameContaining("Transport"))
          .or(simpleName("CloseCode"))
          .or(resideInAPackage("io.netty.."))
          .or(resideInAPackage("io.vertx.core.http..")));

  @ArchTest
  static final ArchRule a_room_knows_only_the_protocol_and_what_a_loop_needs = noClasses()
      .that()
      .resideInAPackage("salons.room..")
      .should()
      .dependOnClassesThat(resideInAPackage("salons..")
          .and(not(resideInAnyPackage("salons.room..", "salons.protocol..", "salons.async.."))));

  @ArchTest
  static final ArchRule a_room_knows_neither_sockets_nor_redis = noClasses()
      .that()
      .resideInAPackage("salons.room..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(
          "io.netty..",
          "io.vertx.core.http..",
          "io.vertx.core.net..",
          "io.vertx.redis..",
          "io.vertx.ext..");

  @ArchTest
  static final ArchRule the_web_does_not_know_redis = noClasses()
      .that()
      .resideInAPackage("salons.web..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("salons.redis..", "io.vertx.redis..");

  @ArchTest
  static final ArchRule redis_does_not_know_the_web = noClasses()
      .that()
      .resideInAPackage("salons.redis..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("salons.web..", "io.vertx.core.http..", "io.vertx.ext.web..");

  @ArchTest
  static final ArchRule webhooks_know_neither_the_web_nor_redis = noClasses()
      .that()
      .resideInAPackage("salons.hooks..")
      .should()
      .dependOnClassesThat(resideInAPackage("salons..")
          .and(not(resideInAnyPackage(
              "salons.hooks..", "salons.room..", "salons.protocol..", "salons.async.."))));

  @ArchTest
  static final ArchRule only_the_root_knows_webhooks = noClasses()
      .that()
      .resideOutsideOfPackages("salons", "salons.hooks..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("salons.hooks..");

  @ArchTest
  static final ArchRule only_the_root_knows_both_sides = noClasses()
      .that()
      .resideOutsideOfPackage("salons")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("salons");

  @ArchTest
  static final ArchRule only_redis_talks_to_redis = noClasses()
      .that()
      .resideOutsideOfPackage("salons.redis..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("io.vertx.redis..");

  @ArchTest
  static final ArchRule the_embedded_redis_is_no_more_than_an_address = noClasses()
      .that()
      .resideInAPackage("salons.embedded..")
      .should()
      .dependOnClassesThat(resideInAPackage("salons..")
          .and(not(resideInAPackage("salons.embedded..")))
          .and(not(belongToAnyOf(salons.redis.RedisAddress.class))));

  @ArchTest
  static final ArchRule only_the_root_knows_the_embedded_redis = noClasses()
      .that()
      .resideOutsideOfPackages("salons", "salons.embedded..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("salons.embedded..");

  @ArchTest
  static final ArchRule no_part_depends_on_itself_by_way_of_another =
      slices().matching("salons.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule netty_is_reached_where_sockets_are_and_nowhere_else = noClasses()
      .that(not(simpleName("NettyTransport")
          .or(simpleName("PausableDecoder"))
          .or(simpleName("DirectWriter"))
          .or(simpleName("VertxTransport").or(simpleName("Intake")))
          .or(simpleName("Budget"))
          .or(simpleName("AcceptThrottle"))
          .or(simpleName("HttpConnections"))
          .or(simpleName("HttpTimeouts").or(simpleName("Watched")))
          .or(simpleName("ProxyHeader"))
          .or(simpleName("RequestDecoder"))
          .or(simpleName("Addresses").or(simpleName("Address")))))
      .should()
      .dependOnClassesThat(resideInAPackage("io.netty..")
          .and(not(belongToAnyOf(
              io.netty.buffer.ByteBuf.class,
              io.netty.buffer.ByteBufAllocator.class,
              io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig.class,
              io.netty.handler.ipfilter.IpFilterRuleType.class,
              io.netty.handler.ipfilter.IpSubnetFilterRule.class,
              io.netty.util.NetUtil.class))));

  @ArchTest
  static final ArchRule bytes_of_netty_stay_with_the_sockets = noClasses()
      .that()
      .resideOutsideOfPackage("salons.web")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule the_insides_of_vertx_are_reached_in_few_places = noClasses()
      .that(not(simpleName("NettyTransport")
              .or(simpleName("VertxTransport"))
              .or(simpleName("AcceptThrottle"))
              .or(simpleName("HttpConnections"))
              .or(simpleName("RequestDecoder")))
          .and(not(simpleName("RedisHandshake").or(simpleName("NextTick")))))
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("io.vertx..impl..", "io.vertx.core.internal..");

  @ArchTest
  static final ArchRule nothing_is_kept_in_statics =
      fields().that().areStatic().should().beFinal().because("two instances run in one process");

  @ArchTest
  static final ArchRule only_the_program_itself_ends_the_process = noClasses()
      .that()
      .doNotHaveFullyQualifiedName("salons.Main")
      .and()
      .doNotHaveSimpleName("OutOfMemory")
      .should()
      .callMethod(System.class, "exit", int.class)
      .orShould()
      .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule classes_are_not_made_to_be_extended = classes()
      .that()
      .areNotInterfaces()
      .and()
      .areNotEnums()
      .and()
      .areNotAnonymousClasses()
      .and()
      .doNotHaveSimpleName("package-info")
      .should()
      .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
