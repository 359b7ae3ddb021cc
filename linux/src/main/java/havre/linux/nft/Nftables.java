package havre.linux.nft;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.netlink.Attributes;
import havre.linux.netlink.MessageBuilder;
import havre.linux.netlink.NetlinkFlags;
import havre.linux.netlink.NetlinkMessage;
import havre.linux.netlink.NetlinkProtocol;
import havre.linux.netlink.NetlinkSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The nftables of one network namespace: that of the thread which made this object.
///
/// One socket is kept and used in turn: the kernel itself lets only one transaction at a time
/// through, and closing such a socket makes it wait for the deletions of others.
public final class Nftables implements AutoCloseable {
  private static final int TABLE_NAME = 1;
  private static final int RULE_TABLE = 1;
  private static final int RULE_CHAIN = 2;
  private static final int RULE_HANDLE = 3;
  private static final int RULE_USER_DATA = 7;
  private static final int CHAIN_TABLE = 1;
  private static final int CHAIN_NAME = 3;
  private static final int CHAIN_HOOK = 4;
  private static final int CHAIN_POLICY = 5;
  private static final int HOOK_NUMBER = 1;
  private static final int ELEMENTS_TABLE = 1;
  private static final int ELEMENTS_SET = 2;
  private static final int ELEMENTS = 3;
  private static final int ELEMENT_KEY = 1;
  private static final int ELEMENT_DATA = 2;
  private static final int DATA_VALUE = 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final NetlinkSocket socket;

  private Nftables(NetlinkSocket socket) {
    this.socket = socket;
  }

  public static Nftables open() {
    return new Nftables(NetlinkSocket.open(NetlinkProtocol.NETFILTER));
  }

  /// Carries out all changes of the batch, or none.
  ///
  /// @throws LinuxException for the first change that the kernel refuses
  public void commit(NftBatch batch) {
    if (batch.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      socket.transaction("nftables", batch.table().name(), batch.transaction());
    } finally {
      lock.unlock();
    }
  }

  /// Whether the table exists.
  public boolean exists(NftTable table) {
    return tables(table.family()).contains(table.name());
  }

  /// How many rules each chain of a table has; chains without rules are left out. Empty when there
  /// is no such table.
  public Map<String, Integer> ruleCounts(NftTable table) {
    MessageBuilder request =
        NftMessage.start(NftMessage.GET_RULE, NetlinkFlags.DUMP, table.family())
            .attributeText(RULE_TABLE, table.name());
    var counts = new HashMap<String, Integer>();
    for (Attributes rule : dump(request, NftMessage.NEW_RULE)) {
      if (rule.text(RULE_TABLE).orElse("").equals(table.name())) {
        counts.merge(rule.text(RULE_CHAIN).orElse(""), 1, Integer::sum);
      }
    }
    return counts;
  }

  /// The chains that the kernel calls, of all tables of a family.
  public List<NftChain.Found> baseChains(NftFamily family) {
    var found = new ArrayList<NftChain.Found>();
    MessageBuilder request = NftMessage.start(NftMessage.GET_CHAIN, NetlinkFlags.DUMP, family);
    for (Attributes chain : dump(request, NftMessage.NEW_CHAIN)) {
      chain
          .nested(CHAIN_HOOK)
          .flatMap(hook -> number(hook, HOOK_NUMBER))
          .filter(hook -> hook < NftChain.Hook.values().length)
          .ifPresent(hook ->
              found.add(
                  new NftChain.Found(
                      new NftTable(family, chain.text(CHAIN_TABLE).orElse("")),
                      NftChain.regular(chain.text(CHAIN_NAME).orElse("")),
                      NftChain.Hook.values()[hook],
                      number(chain, CHAIN_POLICY).filter(policy -> policy == 0).isPresent())));
    }
    return found;
  }

  private static Optional<Integer> number(Attributes attributes, int type) {
    return attributes.bytes(type).map(bytes -> ByteBuffer.wrap(bytes).getInt());
  }

  /// The handles of a chain's rules that bear a comment, by it.
  public Map<String, Long> commented(NftTable table, NftChain chain) {
    MessageBuilder request =
        NftMessage.start(NftMessage.GET_RULE, NetlinkFlags.DUMP, table.family())
            .attributeText(RULE_TABLE, table.name())
            .attributeText(RULE_CHAIN, chain.name());
    var handles = new HashMap<String, Long>();
    for (Attributes rule : dump(request, NftMessage.NEW_RULE)) {
      boolean here =
          rule.text(RULE_TABLE).orElse("").equals(table.name())
              && rule.text(RULE_CHAIN).orElse("").equals(chain.name());
      byte[] data = rule.bytes(RULE_USER_DATA).orElse(new byte[0]);
      byte[] handle = rule.bytes(RULE_HANDLE).orElse(new byte[0]);
      boolean isComment = data.length > 2 && data[0] == 0 && data.length >= data[1] + 2;
      if (here && isComment && handle.length == Long.BYTES) {
        String comment = new String(data, 2, data[1] - 1, StandardCharsets.UTF_8);
        handles.put(comment, ByteBuffer.wrap(handle).getLong());
      }
    }
    return handles;
  }

  /// The elements of a set or map; empty when there is no such table or set.
  public List<NftElement> elements(NftTable table, NftSet set) {
    MessageBuilder request =
        NftMessage.start(NftMessage.GET_ELEMENTS, NetlinkFlags.DUMP, table.family())
            .attributeText(ELEMENTS_TABLE, table.name())
            .attributeText(ELEMENTS_SET, set.name());
    var elements = new ArrayList<NftElement>();
    for (Attributes answer : dump(request, NftMessage.NEW_ELEMENTS)) {
      answer
          .value(ELEMENTS)
          .ifPresent(list ->
              Attributes.elements(list)
                  .forEach(item -> elements.add(element(Attributes.parse(item.value())))));
    }
    return elements;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      socket.close();
    } finally {
      lock.unlock();
    }
  }

  private Set<String> tables(NftFamily family) {
    MessageBuilder request = NftMessage.start(NftMessage.GET_TABLE, NetlinkFlags.DUMP, family);
    var names = new HashSet<String>();
    for (Attributes table : dump(request, NftMessage.NEW_TABLE)) {
      table.text(TABLE_NAME).ifPresent(names::add);
    }
    return names;
  }

  private List<Attributes> dump(MessageBuilder request, int answerType) {
    lock.lock();
    try {
      return socket.dump("nftables", request.build()).stream()
          .filter(message -> message.type() == answerType)
          .map(Nftables::attributes)
          .toList();
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return List.of();
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private static Attributes attributes(NetlinkMessage message) {
    return message.attributes(NftMessage.HEADER_SIZE);
  }

  private static NftElement element(Attributes item) {
    return new NftElement(data(item, ELEMENT_KEY), data(item, ELEMENT_DATA));
  }

  private static byte[] data(Attributes item, int type) {
    return item.nested(type).flatMap(data -> data.bytes(DATA_VALUE)).orElse(new byte[0]);
  }
}
