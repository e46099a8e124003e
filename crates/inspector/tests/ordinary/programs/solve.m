function v = solve_model(beta, gamma)
% Value function iteration
grid = linspace(0.1, 10, 200);
v = zeros(size(grid));
for it = 1:1000
  vn = max(log(grid) + beta * v, [], 1);
  if max(abs(vn - v)) < 1e-6, break; end
  v = vn;
end
end
