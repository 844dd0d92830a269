//! Writes ONNX models: the few protobuf messages that a transformer graph needs.
//! Knows nothing of models, weights or the runtime.
//! Source: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3> (field numbers below are its own).

/// Version of the standard operators that our graphs use: `Attention` came with 23.
const OPSET: u64 = 23;
/// Version of the file format that goes with that operator set.
const IR_VERSION: u64 = 10;

/// Element types by their number in `TensorProto.DataType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    /// 32-bit float.
    Float = 1,
    /// Signed byte.
    Int8 = 3,
}

/// Attribute of an operator.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Attribute {
    /// A float.
    Float(f32),
    /// An integer.
    Int(i64),
}

/// Size of a dimension.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Dimension {
    /// Known when the graph is built.
    Fixed(usize),
    /// Known when it runs; equal names are equal sizes.
    Named(&'static str),
}

/// A graph that grows by one operator at a time; values are called by name.
#[derive(Debug, Default)]
pub(crate) struct GraphBuilder {
    graph: Message,
    names: usize,
}

impl GraphBuilder {
    /// Returns the name of a new constant with `bytes` as its little-endian elements.
    pub(crate) fn constant(&mut self, element: Element, shape: &[usize], bytes: &[u8]) -> String {
        let name = self.fresh("constant");
        let mut tensor = Message::default();
        for &size in shape {
            tensor.varint(1, size as u64);
        }
        tensor.varint(2, element as u64);
        tensor.bytes(8, name.as_bytes());
        tensor.bytes(9, bytes);
        self.graph.message(5, &tensor);
        name
    }

    /// Returns the name of a new constant of floats.
    pub(crate) fn floats(&mut self, shape: &[usize], values: &[f32]) -> String {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(Element::Float, shape, &bytes)
    }

    /// Returns the names of the `outputs` results of a new operator.
    pub(crate) fn operator<const OUTPUTS: usize>(
        &mut self,
        kind: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute)],
    ) -> [String; OUTPUTS] {
        let outputs: [String; OUTPUTS] = std::array::from_fn(|_| self.fresh(kind));
        let mut node = Message::default();
        for input in inputs {
            node.bytes(1, input.as_bytes());
        }
        for output in &outputs {
            node.bytes(2, output.as_bytes());
        }
        node.bytes(3, format!("node_{}", self.names).as_bytes());
        node.bytes(4, kind.as_bytes());
        for (name, value) in attributes {
            node.message(5, &attribute(name, *value));
        }
        self.graph.message(1, &node);
        outputs
    }

    /// Declares an input of floats.
    pub(crate) fn input(&mut self, name: &str, shape: &[Dimension]) {
        self.graph.message(11, &value_info(name, shape));
    }

    /// Returns the whole model, with one output of floats.
    pub(crate) fn finish(mut self, output: &str, shape: &[Dimension]) -> Vec<u8> {
        self.graph.message(12, &value_info(output, shape));
        self.graph.bytes(2, b"encoder");
        let mut opset = Message::default();
        opset.bytes(1, b"");
        opset.varint(2, OPSET);
        let mut model = Message::default();
        model.varint(1, IR_VERSION);
        model.bytes(2, b"knowhow");
        model.message(8, &opset);
        model.message(7, &self.graph);
        model.0
    }

    fn fresh(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("{kind}_{}", self.names)
    }
}

fn attribute(name: &str, value: Attribute) -> Message {
    let mut message = Message::default();
    message.bytes(1, name.as_bytes());
    match value {
        Attribute::Float(number) => {
            message.fixed32(2, number.to_bits());
            message.varint(20, 1);
        }
        Attribute::Int(number) => {
            message.varint(3, number.cast_unsigned());
            message.varint(20, 2);
        }
    }
    message
}

fn value_info(name: &str, shape: &[Dimension]) -> Message {
    let mut dimensions = Message::default();
    for dimension in shape {
        let mut message = Message::default();
        match dimension {
            Dimension::Fixed(size) => message.varint(1, *size as u64),
            Dimension::Named(name) => message.bytes(2, name.as_bytes()),
        }
        dimensions.message(1, &message);
    }
    let mut tensor = Message::default();
    tensor.varint(1, Element::Float as u64);
    tensor.message(2, &dimensions);
    let mut kind = Message::default();
    kind.message(1, &tensor);
    let mut info = Message::default();
    info.bytes(1, name.as_bytes());
    info.message(2, &kind);
    info
}

/// A protobuf message in the making. Source: <https://protobuf.dev/programming-guides/encoding/>.
#[derive(Debug, Default)]
struct Message(Vec<u8>);

impl Message {
    fn key(&mut self, field: u64, wire: u64) {
        self.number(field << 3 | wire);
    }

    fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }

    fn varint(&mut self, field: u64, value: u64) {
        self.key(field, 0);
        self.number(value);
    }

    fn fixed32(&mut self, field: u64, value: u32) {
        self.key(field, 5);
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn bytes(&mut self, field: u64, value: &[u8]) {
        self.key(field, 2);
        self.number(value.len() as u64);
        self.0.extend_from_slice(value);
    }

    fn message(&mut self, field: u64, value: &Self) {
        self.bytes(field, &value.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_groups_of_seven_bits() {
        let mut message = Message::default();
        message.varint(1, 150);
        assert_eq!(message.0, [0x08, 0x96, 0x01], "the example of the encoding guide");
        let mut message = Message::default();
        message.bytes(2, b"testing");
        assert_eq!(message.0, [0x12, 7, b't', b'e', b's', b't', b'i', b'n', b'g']);
    }

    #[test]
    fn a_written_graph_runs() {
        let mut graph = GraphBuilder::default();
        graph.input("x", &[Dimension::Named("rows"), Dimension::Fixed(2)]);
        let bias = graph.floats(&[2], &[10.0, 20.0]);
        let [sum] = graph.operator("Add", &["x", &bias], &[]);
        let bytes = graph.finish(&sum, &[Dimension::Named("rows"), Dimension::Fixed(2)]);
        let model = rten::Model::load(bytes).unwrap();
        let x = rten_tensor::NdTensor::from_data([2, 2], vec![1.0_f32, 2.0, 3.0, 4.0]);
        let output = model.run_one(x.into(), None).unwrap();
        let (shape, data) = output.into_shape_vec::<f32, 2>().unwrap();
        assert_eq!((shape, data), ([2, 2], vec![11.0, 22.0, 13.0, 24.0]));
    }
}
