#!/bin/sh
# Runs a Kafka broker in the foreground: PLAINTEXT on 127.0.0.1:19091, SCRAM-SHA-512 on 127.0.0.1:19092.
# Needs Java 17 and Maven. Takes a directory for jars and data; jars found there are used again.
set -eu

KAFKA_VERSION=4.1.0
USERNAME="${LONGSHORE_KAFKA_USERNAME:-longshore}"
PASSWORD="${LONGSHORE_KAFKA_PASSWORD:-longshore-secret}"

DIRECTORY="${1:?give a directory for jars and data}"
mkdir -p "$DIRECTORY"
cd "$DIRECTORY"
rm -rf data

if [ ! -d "jars-$KAFKA_VERSION" ]; then
  cat > pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>broker</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$KAFKA_VERSION</version>
    </dependency>
  </dependencies>
</project>
POM
  mvn -q -B dependency:copy-dependencies -DoutputDirectory="jars-$KAFKA_VERSION"
fi

cat > server.properties <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:19093
listeners=PLAINTEXT://127.0.0.1:19091,SASL_PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093
advertised.listeners=PLAINTEXT://127.0.0.1:19091,SASL_PLAINTEXT://127.0.0.1:19092
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
auto.create.topics.enable=false
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.dirs=$PWD/data
PROPERTIES

CLUSTER_ID=longshore-test-cluster
java -cp "jars-$KAFKA_VERSION/*" kafka.tools.StorageTool format --config server.properties \
  --cluster-id "$CLUSTER_ID" --add-scram "SCRAM-SHA-512=[name=$USERNAME,password=$PASSWORD]"
exec java -Xmx512m -cp "jars-$KAFKA_VERSION/*" kafka.Kafka server.properties
