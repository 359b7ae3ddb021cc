package havre.linux.nft;

import havre.linux.netlink.MessageBuilder;
import havre.linux.netlink.NetlinkFlags;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Changes of one table that take effect together or not at all ([Nftables#commit]).
public final class NftBatch {
  private static final int TABLE_NAME = 1;
  private static final int CHAIN_TABLE = 1;
  private static final int CHAIN_NAME = 3;
  private static final int CHAIN_HOOK = 4;
  private static final int CHAIN_POLICY = 5;
  private static final int CHAIN_TYPE = 7;
  private static final int HOOK_NUMBER = 1;
  private static final int HOOK_PRIORITY = 2;
  private static final int POLICY_ACCEPT = 1;
  private static final int RULE_TABLE = 1;
  private static final int RULE_CHAIN = 2;
  private static final int RULE_HANDLE = 3;
  private static final int RULE_EXPRESSIONS = 4;
  private static final int RULE_USER_DATA = 7;
  private static final int POLICY_DROP = 0;
  private static final int LIST_ELEMENT = 1;
  private static final int SET_TABLE = 1;
  private static final int SET_NAME = 2;
  private static final int SET_FLAGS = 3;
  private static final int SET_KEY_TYPE = 4;
  private static final int SET_KEY_LENGTH = 5;
  private static final int SET_DATA_TYPE = 6;
  private static final int SET_DATA_LENGTH = 7;
  private static final int SET_DESCRIPTION = 9;
  private static final int DESCRIPTION_FIELDS = 2;
  private static final int FIELD_LENGTH = 1;
  private static final int SET_ID = 10;
  private static final int FLAG_MAP = 8;
  private static final int FLAG_CONCATENATION = 0x80;
  private static final int ELEMENTS_TABLE = 1;
  private static final int ELEMENTS_SET = 2;
  private static final int ELEMENTS = 3;
  private static final int ELEMENT_KEY = 1;
  private static final int ELEMENT_DATA = 2;
  private static final int DATA_VALUE = 1;
  private static final int ELEMENTS_PER_MESSAGE = 256;

  private static final int CREATE = NetlinkFlags.ACK | NetlinkFlags.CREATE;

  private final NftTable table;
  private final List<byte[]> messages = new ArrayList<>();

  public NftBatch(NftTable table) {
    this.table = table;
  }

  NftTable table() {
    return table;
  }

  public boolean isEmpty() {
    return messages.isEmpty();
  }

  /// Creates the table unless it exists.
  public NftBatch addTable() {
    return add(message(NftMessage.NEW_TABLE, CREATE).attributeText(TABLE_NAME, table.name()));
  }

  /// Deletes the table with all that is in it.
  public NftBatch deleteTable() {
    return add(
        message(NftMessage.DELETE_TABLE, NetlinkFlags.ACK).attributeText(TABLE_NAME, table.name()));
  }

  /// Creates the chain unless it exists.
  public NftBatch addChain(NftChain chain) {
    return addChain(chain, false);
  }

  /// As [#addChain(NftChain)].
  ///
  /// @param drops whether a packet that no rule decides on is dropped
  public NftBatch addChain(NftChain chain, boolean drops) {
    MessageBuilder message =
        message(NftMessage.NEW_CHAIN, CREATE)
            .attributeText(CHAIN_TABLE, table.name())
            .attributeText(CHAIN_NAME, chain.name());
    chain
        .base()
        .ifPresent(base -> {
          int hook = message.begin(CHAIN_HOOK);
          message
              .attributeIntBigEndian(HOOK_NUMBER, base.hook().ordinal())
              .attributeIntBigEndian(HOOK_PRIORITY, base.priority())
              .end(hook)
              .attributeIntBigEndian(CHAIN_POLICY, drops ? POLICY_DROP : POLICY_ACCEPT)
              .attributeText(CHAIN_TYPE, base.type().word());
        });
    return add(message);
  }

  /// Deletes all rules of a chain.
  public NftBatch flush(NftChain chain) {
    return add(
        message(NftMessage.DELETE_RULE, NetlinkFlags.ACK)
            .attributeText(RULE_TABLE, table.name())
            .attributeText(RULE_CHAIN, chain.name()));
  }

  /// Deletes one rule.
  public NftBatch deleteRule(NftChain chain, long handle) {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(handle).array();
    return add(
        message(NftMessage.DELETE_RULE, NetlinkFlags.ACK)
            .attributeText(RULE_TABLE, table.name())
            .attributeText(RULE_CHAIN, chain.name())
            .attribute(RULE_HANDLE, number));
  }

  /// Adds a rule at the end of its chain.
  public NftBatch addRule(NftRule rule) {
    return add(rule(rule));
  }

  /// Adds a rule at the end of its chain that bears a comment.
  public NftBatch addRule(NftRule rule, String comment) {
    return add(rule(rule).attribute(RULE_USER_DATA, NftMessage.comment(comment)));
  }

  private MessageBuilder rule(NftRule rule) {
    MessageBuilder message =
        message(NftMessage.NEW_RULE, CREATE | NetlinkFlags.APPEND)
            .attributeText(RULE_TABLE, table.name())
            .attributeText(RULE_CHAIN, rule.chain());
    int expressions = message.begin(RULE_EXPRESSIONS);
    for (Expression expression : rule.expressions()) {
      int element = message.begin(LIST_ELEMENT);
      expression.write(message);
      message.end(element);
    }
    return message.end(expressions);
  }

  /// Creates a set or map unless it exists.
  public NftBatch addSet(NftSet set) {
    int flags = (set.isMap() ? FLAG_MAP : 0) | (set.keys().size() > 1 ? FLAG_CONCATENATION : 0);
    MessageBuilder message =
        message(NftMessage.NEW_SET, CREATE)
            .attributeText(SET_TABLE, table.name())
            .attributeText(SET_NAME, set.name())
            .attributeIntBigEndian(SET_FLAGS, flags)
            .attributeIntBigEndian(SET_KEY_TYPE, NftType.number(set.keys()))
            .attributeIntBigEndian(SET_KEY_LENGTH, NftType.length(set.keys()))
            .attributeIntBigEndian(SET_ID, messages.size() + 1);
    if (set.isMap()) {
      message
          .attributeIntBigEndian(SET_DATA_TYPE, NftType.number(set.values()))
          .attributeIntBigEndian(SET_DATA_LENGTH, NftType.length(set.values()));
    }
    if (set.keys().size() > 1) {
      describeFields(message, set.keys());
    }
    return add(message);
  }

  /// Adds elements; those that exist with the same value are left as they are.
  public NftBatch addElements(NftSet set, Collection<NftElement> elements) {
    return elements(NftMessage.NEW_ELEMENTS, CREATE, set, elements);
  }

  /// Deletes elements, which must exist.
  public NftBatch deleteElements(NftSet set, Collection<NftElement> elements) {
    return elements(NftMessage.DELETE_ELEMENTS, NetlinkFlags.ACK, set, elements);
  }

  /// Deletes all elements.
  public NftBatch flush(NftSet set) {
    return add(
        message(NftMessage.DELETE_ELEMENTS, NetlinkFlags.ACK)
            .attributeText(ELEMENTS_TABLE, table.name())
            .attributeText(ELEMENTS_SET, set.name()));
  }

  /// Tells the kernel where the parts of a concatenated key end.
  private static void describeFields(MessageBuilder message, List<NftType> keys) {
    int description = message.begin(SET_DESCRIPTION);
    int fields = message.begin(DESCRIPTION_FIELDS);
    for (NftType key : keys) {
      int field = message.begin(LIST_ELEMENT);
      message.attributeIntBigEndian(FIELD_LENGTH, key.length()).end(field);
    }
    message.end(fields).end(description);
  }

  /// The messages with the brackets that make them one transaction.
  List<byte[]> transaction() {
    var all = new ArrayList<byte[]>(messages.size() + 2);
    all.add(NftMessage.batchBegin());
    all.addAll(messages);
    all.add(NftMessage.batchEnd());
    return all;
  }

  private NftBatch elements(int type, int flags, NftSet set, Collection<NftElement> elements) {
    List<NftElement> all = List.copyOf(elements);
    for (int start = 0; start < all.size(); start += ELEMENTS_PER_MESSAGE) {
      MessageBuilder message =
          message(type, flags)
              .attributeText(ELEMENTS_TABLE, table.name())
              .attributeText(ELEMENTS_SET, set.name());
      int list = message.begin(ELEMENTS);
      int end = Math.min(all.size(), start + ELEMENTS_PER_MESSAGE);
      for (NftElement element : all.subList(start, end)) {
        write(message, element);
      }
      add(message.end(list));
    }
    return this;
  }

  private static void write(MessageBuilder message, NftElement element) {
    int item = message.begin(LIST_ELEMENT);
    int key = message.begin(ELEMENT_KEY);
    message.attribute(DATA_VALUE, element.key()).end(key);
    if (element.value().length > 0) {
      int value = message.begin(ELEMENT_DATA);
      message.attribute(DATA_VALUE, element.value()).end(value);
    }
    message.end(item);
  }

  private MessageBuilder message(int type, int flags) {
    return NftMessage.start(type, flags, table.family());
  }

  private NftBatch add(MessageBuilder message) {
    messages.add(message.build());
    return this;
  }
}
