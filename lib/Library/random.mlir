// Random tensors: an element is a function of `seed` and `counter` plus its number alone (`nn.random`), so a caller counts on
// by the elements that it has drawn. `like` gives the shape.

// x / (1 - rate) with probability 1 - rate, else 0 (Srivastava et al., 2014).
//   %y = nn.apply @dropout "" (%x, %rate, %seed, %counter) : (tensor<5x7xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @dropout(%x: tensor<*xf32>, %rate: tensor<f32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %u = nn.random uniform %seed at %counter like %x : tensor<i64>, tensor<i64>, tensor<*xf32>
  %keep = nn.compare ge %u, %rate : tensor<*xf32>, tensor<f32>
  %0 = nn.sub %one, %rate : tensor<f32>, tensor<f32>
  %1 = nn.div %x, %0 : tensor<*xf32>, tensor<f32>
  %2 = nn.select %keep, %1, %zero : tensor<*xi1>, tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

// Every element is `value`.
//   %w = nn.apply @constant "" (%like, %value) : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>   // of [[0, 0, 0], [0, 0, 0]], 7
nn.block private @constant(%like: tensor<*xf32>, %value: tensor<f32>) -> tensor<*xf32> {
  %0 = nn.broadcast %value like %like : tensor<f32>, tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// Uniform in [-bound, bound).
//   %w = nn.apply @uniform "" (%like, %bound, %seed, %counter) : (tensor<5x7xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @uniform(%like: tensor<*xf32>, %bound: tensor<f32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<*xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %two = arith.constant dense<2.0> : tensor<f32>
  %u = nn.random uniform %seed at %counter like %like : tensor<i64>, tensor<i64>, tensor<*xf32>
  %0 = nn.mul %u, %two : tensor<*xf32>, tensor<f32>
  %1 = nn.sub %0, %one : tensor<*xf32>, tensor<f32>
  %2 = nn.mul %1, %bound : tensor<*xf32>, tensor<f32>
  nn.return %2 : tensor<*xf32>
}

// Normal of mean 0 and the given standard deviation.
//   %w = nn.apply @normal "" (%like, %deviation, %seed, %counter) : (tensor<5x7xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @normal(%like: tensor<*xf32>, %deviation: tensor<f32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<*xf32> {
  %z = nn.random normal %seed at %counter like %like : tensor<i64>, tensor<i64>, tensor<*xf32>
  %0 = nn.mul %z, %deviation : tensor<*xf32>, tensor<f32>
  nn.return %0 : tensor<*xf32>
}

// Normal within two standard deviations (of the given one, before the cut): element n is the first within of those drawn at
// counter + n + k 2^40, k = 0...7, and the last is brought within, which one of 10^10 needs.
//   %w = nn.apply @truncated_normal "" (%like, %deviation, %seed, %counter) : (tensor<5x7xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @truncated_normal(%like: tensor<*xf32>, %deviation: tensor<f32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<*xf32> {
  %low = arith.constant dense<-2.0> : tensor<f32>
  %high = arith.constant dense<2.0> : tensor<f32>
  %one = arith.constant dense<1> : tensor<i64>
  %far = arith.constant dense<1099511627776> : tensor<i64>
  %seven = arith.constant dense<0> : tensor<7xi64>
  %0 = nn.iota like %seven[0] : tensor<7xi64>
  %1 = nn.add %0, %one : tensor<7xi64>, tensor<i64>
  %2 = nn.mul %1, %far : tensor<7xi64>, tensor<i64>
  %3 = nn.add %2, %counter : tensor<7xi64>, tensor<i64>
  %z = nn.random normal %seed at %counter like %like : tensor<i64>, tensor<i64>, tensor<*xf32>
  %drawn = nn.scan (%y = %z) over (%c = %3) : tensor<*xf32>, tensor<7xi64> {
    %4 = nn.random normal %seed at %c like %y : tensor<i64>, tensor<i64>, tensor<*xf32>
    %5 = nn.neg %y : tensor<*xf32>
    %size = nn.max %y, %5 : tensor<*xf32>, tensor<*xf32>
    %6 = nn.compare gt %size, %high : tensor<*xf32>, tensor<f32>
    %7 = nn.select %6, %4, %y : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
    nn.next %7 : tensor<*xf32>
  }
  %8 = nn.max %drawn, %low : tensor<*xf32>, tensor<f32>
  %9 = nn.min %8, %high : tensor<*xf32>, tensor<f32>
  %10 = nn.mul %9, %deviation : tensor<*xf32>, tensor<f32>
  nn.return %10 : tensor<*xf32>
}

// Initialisers of weights [OUT, IN], by their numbers of inputs and outputs.
//   %n = nn.apply @extent "" (%numbers) : (tensor<5xi64>) -> tensor<1xf32>
nn.block private @extent(%numbers: tensor<?xi64>) -> tensor<1xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.cast %numbers to f32 : tensor<?xi64>
  %1 = nn.reduce max %0 [0] : tensor<?xf32>
  %2 = nn.add %1, %one : tensor<1xf32>, tensor<f32>
  nn.return %2 : tensor<1xf32>
}

// Uniform of variance 2 / IN (He et al., 2015).
//   %w = nn.apply @kaiming_uniform "" (%like, %seed, %counter) : (tensor<5x7xf32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @kaiming_uniform(%like: tensor<?x?xf32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<?x?xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %scale = arith.constant dense<6.0> : tensor<f32>
  %0 = nn.iota like %like[1] : tensor<?x?xf32>
  %1 = nn.apply @extent "" (%0) : (tensor<?xi64>) -> tensor<1xf32>
  %variance = nn.div %scale, %1 : tensor<f32>, tensor<1xf32>
  %root = nn.sqrt %variance : tensor<1xf32>
  %drawn = nn.apply @uniform "" (%like, %one, %seed, %counter) : (tensor<?x?xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<?x?xf32>
  %scaled = nn.mul %drawn, %root : tensor<?x?xf32>, tensor<1xf32>
  nn.return %scaled : tensor<?x?xf32>
}

// Normal of variance 2 / IN.
//   %w = nn.apply @kaiming_normal "" (%like, %seed, %counter) : (tensor<5x7xf32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @kaiming_normal(%like: tensor<?x?xf32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<?x?xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %scale = arith.constant dense<2.0> : tensor<f32>
  %0 = nn.iota like %like[1] : tensor<?x?xf32>
  %1 = nn.apply @extent "" (%0) : (tensor<?xi64>) -> tensor<1xf32>
  %variance = nn.div %scale, %1 : tensor<f32>, tensor<1xf32>
  %root = nn.sqrt %variance : tensor<1xf32>
  %drawn = nn.apply @normal "" (%like, %one, %seed, %counter) : (tensor<?x?xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<?x?xf32>
  %scaled = nn.mul %drawn, %root : tensor<?x?xf32>, tensor<1xf32>
  nn.return %scaled : tensor<?x?xf32>
}

// Uniform of variance 2 / (IN + OUT) (Glorot, Bengio, 2010).
//   %w = nn.apply @xavier_uniform "" (%like, %seed, %counter) : (tensor<5x7xf32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @xavier_uniform(%like: tensor<?x?xf32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<?x?xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %scale = arith.constant dense<6.0> : tensor<f32>
  %0 = nn.iota like %like[1] : tensor<?x?xf32>
  %1 = nn.apply @extent "" (%0) : (tensor<?xi64>) -> tensor<1xf32>
  %2 = nn.iota like %like[0] : tensor<?x?xf32>
  %3 = nn.apply @extent "" (%2) : (tensor<?xi64>) -> tensor<1xf32>
  %4 = nn.add %1, %3 : tensor<1xf32>, tensor<1xf32>
  %variance = nn.div %scale, %4 : tensor<f32>, tensor<1xf32>
  %root = nn.sqrt %variance : tensor<1xf32>
  %drawn = nn.apply @uniform "" (%like, %one, %seed, %counter) : (tensor<?x?xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<?x?xf32>
  %scaled = nn.mul %drawn, %root : tensor<?x?xf32>, tensor<1xf32>
  nn.return %scaled : tensor<?x?xf32>
}

// Normal of variance 2 / (IN + OUT).
//   %w = nn.apply @xavier_normal "" (%like, %seed, %counter) : (tensor<5x7xf32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @xavier_normal(%like: tensor<?x?xf32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<?x?xf32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %scale = arith.constant dense<2.0> : tensor<f32>
  %0 = nn.iota like %like[1] : tensor<?x?xf32>
  %1 = nn.apply @extent "" (%0) : (tensor<?xi64>) -> tensor<1xf32>
  %2 = nn.iota like %like[0] : tensor<?x?xf32>
  %3 = nn.apply @extent "" (%2) : (tensor<?xi64>) -> tensor<1xf32>
  %4 = nn.add %1, %3 : tensor<1xf32>, tensor<1xf32>
  %variance = nn.div %scale, %4 : tensor<f32>, tensor<1xf32>
  %root = nn.sqrt %variance : tensor<1xf32>
  %drawn = nn.apply @normal "" (%like, %one, %seed, %counter) : (tensor<?x?xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<?x?xf32>
  %scaled = nn.mul %drawn, %root : tensor<?x?xf32>, tensor<1xf32>
  nn.return %scaled : tensor<?x?xf32>
}

// Orthonormal rows, or columns of which there are fewer: the polar factor of a normal matrix, distributed as Haar says (Saxe et
// al., 2014), by x <- (3 x - x x^T x) / 2 (Bjorck, Bowie, 1971), which multiplies small singular values by 1.5 a step.
//   %w = nn.apply @orthogonal "" (%like, %seed, %counter) : (tensor<5x7xf32>, tensor<i64>, tensor<i64>) -> tensor<5x7xf32>
nn.block private @orthogonal(%like: tensor<?x?xf32>, %seed: tensor<i64>, %counter: tensor<i64>) -> tensor<?x?xf32> {
  %half = arith.constant dense<0.5> : tensor<f32>
  %more = arith.constant dense<1.5> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %steps = arith.constant dense<0.0> : tensor<64xf32>
  %z = nn.apply @normal "" (%like, %one, %seed, %counter) : (tensor<?x?xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<?x?xf32>
  %0 = nn.mul %z, %z : tensor<?x?xf32>, tensor<?x?xf32>
  %1 = nn.reduce sum %0 [0, 1] : tensor<?x?xf32>
  %2 = nn.sqrt %1 : tensor<1x1xf32>
  %3 = nn.div %z, %2 : tensor<?x?xf32>, tensor<1x1xf32>
  %w = nn.scan (%x = %3) over (%step = %steps) : tensor<?x?xf32>, tensor<64xf32> {
    %4 = nn.einsum %x, %x "i k, j k -> i j" : tensor<?x?xf32>, tensor<?x?xf32>
    %5 = nn.einsum %4, %x "i j, j k -> i k" : tensor<?x?xf32>, tensor<?x?xf32>
    %6 = nn.mul %x, %more : tensor<?x?xf32>, tensor<f32>
    %7 = nn.mul %5, %half : tensor<?x?xf32>, tensor<f32>
    %8 = nn.sub %6, %7 : tensor<?x?xf32>, tensor<?x?xf32>
    nn.next %8 : tensor<?x?xf32>
  }
  nn.return %w : tensor<?x?xf32>
}
