FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
# What the build downloads is a layer of its own: it changes with pom.xml alone.
COPY LICENSE pom.xml ./
RUN mvn -B -ntp -DskipTests package
COPY webroot webroot
COPY src/main src/main
RUN mvn -B -ntp -DskipTests package

FROM eclipse-temurin:25-jdk AS jre
# From jdeps, and what is only reached by reflection: java.management (Netty) and jdk.zipfs.
RUN jlink --output /opt/jre --compress zip-6 --no-header-files --no-man-pages --add-modules \
java.base,java.compiler,java.logging,java.management,java.naming,java.xml,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs

# A crowd comes while the image is built, from which the JVM learns what will be hot. Why, and the other options: docs/PERFORMANCE.md.
FROM jre AS rehearsed
WORKDIR /app
COPY --from=build /src/target/chat-multi-salons.jar ./
COPY src/rehearsal /rehearsal
# Half of the memory is for the heap, the rest for what Netty keeps outside it. What was learned with compressed oops is refused without
# them, as on a big machine they would be: so always with.
RUN printf '%s\n' -XX:MaxRAMPercentage=50 -XX:+UseCompressedOops -XX:+UseCompactObjectHeaders -XX:MetaspaceSize=64m \
-XX:MaxTenuringThreshold=1 -XX:+ExitOnOutOfMemoryError \
-XX:MaxInlineLevel=5 -XX:FreqInlineSize=50 -XX:InlineSmallCode=500 -XX:Tier2InvokeNotifyFreqLog=7 > java.options
RUN /opt/jre/bin/java @java.options -XX:AOTCacheOutput=salons.aot -Ddata.dir=/tmp/data -jar chat-multi-salons.jar & server=$! \
&& java /rehearsal/java/Rehearsal.java http://localhost:3000 && kill $server && wait $server && test -s salons.aot

# Debian for its glibc: the redis-server that is brought along needs it.
FROM debian:stable-slim
RUN groupadd --gid 10001 salons \
    && useradd --uid 10001 --gid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin salons \
    && install --directory --owner salons --group salons /app /app/data
COPY --from=jre /opt/jre /opt/jre
COPY --from=rehearsed /app /app
ENV PATH="/opt/jre/bin:$PATH"

# Settings: PORT, HOST, REDIS_URL, INSTANCE and the others of the README, as environment variables.
WORKDIR /app
USER salons
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=15s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-3000} && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# No shell in between, so that SIGTERM reaches the server.
ENTRYPOINT ["java", "@java.options", "-XX:AOTCache=salons.aot", "-jar", "chat-multi-salons.jar"]
